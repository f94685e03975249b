"""Whether digits are what they should be."""

import calendar
from typing import Final

from acd.domain.steps import Check, CollectStep

_SHORTEST_PHONE: Final = 4
_LONGEST_PHONE: Final = 15
_DATE_LENGTH: Final = 8


def is_right(step: CollectStep, typed: str) -> bool:
    """Tell whether typed digits pass everything that a step asks of them."""
    if not step.fewest <= len(typed) <= step.most:
        return False
    if step.one_of and typed not in step.one_of:
        return False
    match step.check:
        case Check.ANY:
            return True
        case Check.PHONE:
            return typed.isdecimal() and _SHORTEST_PHONE <= len(typed) <= _LONGEST_PHONE
        case Check.LUHN:
            return typed.isdecimal() and _luhn(typed) % 10 == 0
        case _:
            return typed.isdecimal() and _is_date(typed)


def _luhn(digits: str) -> int:
    """Return the sum that a right number makes a multiple of ten (ISO/IEC 7812-1, annex B)."""
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return sum(int(digit) for digit in digits[::-2]) + sum(two - 9 if two > 9 else two for two in doubled)


def _is_date(digits: str) -> bool:
    if len(digits) != _DATE_LENGTH:
        return False
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return 1 <= month <= 12 and year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]
