"""Callers who are known by their numbers.

A number is what the network says, and anybody can make it say another one: nothing is decided by it but who serves
the caller, and when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NewType

from acd.domain.calls import CallerId
from acd.domain.demands import NO_DEMAND, Demand

CallerKey = NewType("CallerKey", str)
"""The digits of a caller's number: the only part of what the network says of a caller that may be a key."""

LONGEST_KEY = 20
_SEPARATORS = dict.fromkeys(map(ord, " ()/.-"))


def caller_key(text: str) -> CallerKey | None:
    """Return the key of a number: its digits, without a leading plus or 00; None for what is no number.

    So +49 30 1234, 004930 1234 and 49301234 are one caller. Who withholds the number has none.
    """
    digits = text.translate(_SEPARATORS).removeprefix("+")
    if not digits.isascii() or not digits.isdecimal() or not digits.strip("0"):
        return None
    digits = digits.removeprefix("00")
    return CallerKey(digits) if len(digits) <= LONGEST_KEY else None


@dataclass(frozen=True, slots=True)
class CallerProfile:
    """What is known of a caller, as far as it matters for who serves them."""

    name: str = ""
    demand: Demand = NO_DEMAND


@dataclass(frozen=True, slots=True)
class KnownCallers:
    """Those of one tenant."""

    exact: Mapping[CallerKey, CallerProfile] = field(default_factory=dict)
    beginnings: Mapping[str, CallerProfile] = field(default_factory=dict)
    """By the digits with which numbers begin."""

    def find(self, caller: CallerId) -> CallerProfile | None:
        """Return what is known of a caller: by the whole number, or else by its longest beginning that is listed."""
        key = caller_key(caller.number)
        if key is None:
            return None
        found = self.exact.get(key)
        if found is not None or not self.beginnings:
            return found
        beginnings = (self.beginnings.get(key[:length]) for length in range(len(key), 0, -1))
        return next((profile for profile in beginnings if profile is not None), None)


NO_CALLERS: Final = KnownCallers()
