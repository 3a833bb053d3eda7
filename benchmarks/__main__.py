"""``python -m benchmarks``: measure everything and print the ratios; ``--help`` says how to measure less, or closer."""

import argparse
import sys

from benchmarks import accuracy, hops, peers, profiling, reading, sandbox
from deploy.stack.servers.process import CannotStartError

MODULES = {"accuracy": accuracy, "reading": reading, "peers": peers, "sandbox": sandbox, "hops": hops}


def main() -> int:
    """Print one line per finding."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed as a ratio to a peer.")
    parser.add_argument("what", nargs="?", choices=MODULES, help="what to measure; without it, everything")
    parser.add_argument("--profile", action="store_true", help="say where the time of the hops goes, and no ratios")
    arguments = parser.parse_args()
    try:
        if arguments.profile:
            for line in profiling.profile():
                print(line, flush=True)
            return 0
        for name, module in MODULES.items():
            for ratio in module.measure() if arguments.what in {None, name} else ():
                print(ratio, flush=True)
    except CannotStartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
