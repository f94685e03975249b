"""The oldest Asterisk that this package was made for."""

import re

from acd.domain.errors import PbxTooOld

FLOORS = {20: (20, 20, 1), 22: (22, 10, 1), 23: (23, 4, 1)}
"""First version of each branch with the deadlock fixes of 22.10 and the security fixes of June 2026."""

_VERSION = re.compile(r"(?:certified/)?(\d+)\.(\d+)\.(\d+)(-rc\d+)?")
_MEND = "install Asterisk 22.10.1 or newer (or 20.20.1 or newer of branch 20)"


def check_version(text: str) -> None:
    """Raise PbxTooOld, naming the mend, unless this version may be used.

    >>> check_version("22.10.1+dfsg+~cs6.17.60671434-1")
    """
    found = _VERSION.match(text)
    if found is None:
        raise PbxTooOld(f"Asterisk calls itself {text[:40]!r}, which is no release: {_MEND}.")
    number = (int(found[1]), int(found[2]), int(found[3]))
    if number == (22, 11, 0) and found[4]:
        raise PbxTooOld(f"Asterisk {found[0]} crashes on an unsolicited PONG (#2085): install a final release.")
    floor = FLOORS.get(number[0])
    newer_branch = number[0] > max(FLOORS)
    if not newer_branch and (floor is None or number < floor):
        raise PbxTooOld(f"Asterisk {found[0]} is too old, at least 22.10.1 is needed: {_MEND}.")
