"""Which Asterisk versions are good enough, asked before one is started and after connecting to one."""

import re

FLOOR = (22, 10, 1)
"""First version with StasisBroadcast, three deadlock fixes and the security fixes of June 2026."""

FLOORS = {20: (20, 20, 1), 22: FLOOR, 23: (23, 4, 1)}
"""The same fixes on each branch that gets them; a branch not named here is refused below 24."""

_VERSION = re.compile(r"(?:Asterisk )?(\d+)\.(\d+)\.(\d+)(?:[-~]((?:rc|beta|alpha|pre)\d*))?")


def version_of(text: str) -> str | None:
    """The version number in what Asterisk says of itself, without the packager's suffix; None if there is none.

    >>> version_of("Asterisk 22.10.1+dfsg+~cs6.17.60671434-1")
    '22.10.1'
    """
    found = _VERSION.match(text.strip())
    if found is None:
        return None
    return ".".join(found.group(1, 2, 3)) + (f"-{found.group(4)}" if found.group(4) else "")


def refusal(version: str) -> str | None:
    """Why this version cannot be used, as the end of a sentence; None if it can."""
    number, _, candidate = version.partition("-")
    if candidate:
        return f"{version} is a release candidate (22.11.0-rc1 crashes on an unsolicited PONG)"
    major, minor, patch = (int(part) for part in number.split("."))
    floor = FLOORS.get(major, FLOOR)
    if (major, minor, patch) >= floor and (major in FLOORS or major > max(FLOORS)):
        return None
    return f"{version} is older than {'.'.join(map(str, floor))}, or of a branch without its fixes"
