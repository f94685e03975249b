"""CPU and memory of other processes, from /proc."""

import os
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Return the CPU seconds that a process has used since it began, ended threads included; in steps of 10 ms.

    Raises FileNotFoundError when it is gone.
    """
    stat = Path(f"/proc/{pid}/stat").read_text()
    # the name in brackets may hold spaces and brackets of its own
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def resident_kb(pid: int) -> int:
    """Return the memory that a process holds, in KB. Raises FileNotFoundError when it is gone."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
