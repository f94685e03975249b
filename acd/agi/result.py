"""One line of Asterisk's, read. Pure."""

import re
from dataclasses import dataclass

_RESULT = re.compile(r"200 result=(-?[0-9]{1,10}|[0-9*#A-D]{0,1024})(?: \((.*)\))?(?: endpos=[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class Result:
    """What a command gave."""

    value: str
    """A number, or digits as they were pressed: 007 is not 7."""
    text: str = ""
    """What stood in brackets: the value of a variable, or a word such as timeout. Hostile."""


def result(line: str) -> Result | None:
    """Return the result that a line tells; None for anything else.

    panoramisk's parse_agi_result takes `200 result=1 (hangup)` for a hang-up, and a caller can be called hangup.
    """
    found = _RESULT.fullmatch(line)
    return None if found is None else Result(found[1], found[2] or "")
