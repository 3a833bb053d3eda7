"""The codec in many threads at once, from the first moment on."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
# The interval and the body are those that killed every second process before the codec met its types beforehand.
_RUN = """
import sys, threading
sys.setswitchinterval(1e-5)
from shared.contract.codec import decode_result

delivery = b'{"prefix": "165", "name": "x", "version": "v", "dropped_at": "2023-03-14T16:00:00Z", "bytes": 0}'
rejected = b'{"reason": "empty", "detail": "x"}'
body = b'{"delivery": %b, "outcome": "rejected", "parser_version": "", "rejected": %b}' % (delivery, rejected)
together = threading.Barrier(4)
read = []

def first() -> None:
    together.wait()
    read.append(decode_result(body))

threads = [threading.Thread(target=first) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(len(read) != 4)
"""


def test_the_first_decoding_in_many_threads_at_once_is_survived() -> None:
    """No process dies where several threads meet a type for the first time at the same moment."""
    for _ in range(12):
        ended = subprocess.run([sys.executable, "-c", _RUN], cwd=ROOT, capture_output=True, text=True, check=False)

        assert ended.returncode == 0, ended.stderr
