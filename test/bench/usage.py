"""Runs a command, and prints its CPU seconds, seconds of the clock and peak kB as the last line of stderr.

    python usage.py COMMAND ARGUMENT…
"""

import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
status = subprocess.run(sys.argv[1:]).returncode
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
measured = {
    "cpu": used.ru_utime + used.ru_stime,
    "wall": seconds,
    "peak_kb": used.ru_maxrss,
}
print(json.dumps(measured), file=sys.stderr)
sys.exit(status)
