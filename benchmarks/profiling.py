"""Where the time of each stage goes, in milliseconds per document: ``python -m benchmarks hops --profile``."""
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from benchmarks import hops
from benchmarks.programs import servers, Process
from benchmarks.sides import ours, STAGES, bare
from benchmarks.tracing import TASK

TICK = os.sysconf("SC_CLK_TCK")

def cpu_seconds(root: int) -> float:
    """Sum the processor time of a process and of all that it has started, as far as it lives or was waited for."""
    parents, spent = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        spent[pid] = sum(map(int, fields[11:15])) / TICK
    family, grown = {root}, True
    while grown:
        new = {p for p, q in parents.items() if q in family} - family
        family |= new
        grown = bool(new)
    return sum(spent.get(p, 0) for p in family)

def main(n=200):
    with tempfile.TemporaryDirectory() as folder, servers() as running:
        f=Path(folder)
        race = hops.Race(running)
        S={"store":running.store,"broker":running.broker,"database":running.database}
        def spent(side):
            return {k: cpu_seconds(p.pid) for k,p in {**S,**side.programs}.items()}
        for name in ("ours","bare","ours traced"):
            side = ours(running,f,hops.THREADS) if name=="ours" else bare(running,f,hops.THREADS) if name=="bare" else ours(running,f,hops.THREADS,runner=("benchmarks.tracing",))
            with side as s:
                race.run(s, race.drop(20))
                k = race.drop(n)
                a=spent(s); t=time.monotonic(); v=race.run(s,k); b=spent(s)
                print(name, f"{v:.1f} documents/s; CPU ms/document:", {k: round(1000*(b[k]-a[k])/n,1) for k in a}, "sum", round(1000*sum(b[k]-a[k] for k in a)/n,1))
        for stage,service in STAGES.items():
            m=json.loads((f/f"{service}.trace").read_text())
            tasks=m[TASK][0]
            print(f"\n{stage}: {tasks} tasks; per task")
            rest=[0,m[TASK][1],m[TASK][2]]
            for k,(c,w,u) in sorted(m.items(), key=lambda i:(i[0]!=TASK,-i[1][1])):
                print(f"  {k:42} {c/tasks:6.2f} calls {1000*w/tasks:8.2f} ms {1000*u/tasks:8.2f} ms CPU")
                if k!=TASK and k!="sandbox: the child" and "opened" not in k: rest[1]-=w; rest[2]-=u
            print(f"  {'the rest':42} {'':6}       {1000*rest[1]/tasks:8.2f} ms {1000*rest[2]/tasks:8.2f} ms CPU")
        if os.environ.get("KEEPLOG"):
            import shutil; shutil.copytree(f,"/tmp/benchlogs",dirs_exist_ok=True)
