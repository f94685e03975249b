"""Callers who are known by their numbers."""

import pytest

from acd.domain.callers import CallerKey, CallerProfile, KnownCallers, caller_key
from acd.domain.calls import CallerId


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("+49301234", "49301234"),
        ("0049301234", "49301234"),
        ("+49 (30) 12-3.4/", "49301234"),
        ("0301234", "0301234"),
        ("12345678901234567890", "12345678901234567890"),
        ("123456789012345678901", None),
        ("", None),
        ("+", None),
        ("00", None),
        ("0000000", None),
        ("anonymous", None),
        ("Restricted", None),
        ("alice", None),
        ("+49x30", None),
        ("++4930", None),
        ("49+30", None),
        ("*31#4930", None),
        ("٤٩٣٠", None),
        ("1²", None),
        ("49\n30", None),
    ],
)
def test_the_digits_of_a_number_are_its_key_and_nothing_else_is(text: str, key: str | None) -> None:
    """Whatever callers write; who withholds the number has none."""
    assert caller_key(text) == key


WHOLE, CITY, LAND = CallerProfile("whole"), CallerProfile("city"), CallerProfile("land")


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("+49301234", WHOLE),
        ("0049301234", WHOLE),
        ("+493012345", CITY),
        ("+4930", CITY),
        ("+49401", LAND),
        ("+4", None),
        ("+43", None),
        ("anonymous", None),
    ],
)
def test_the_whole_number_counts_before_its_longest_beginning(number: str, found: CallerProfile | None) -> None:
    """The name that the network gives means nothing."""
    known = KnownCallers({CallerKey("49301234"): WHOLE}, {"4930": CITY, "49": LAND})
    assert known.find(CallerId(number, "whole")) == found


def test_without_beginnings_only_the_whole_number_is_known() -> None:
    """And nobody in an empty list."""
    assert KnownCallers({CallerKey("1"): WHOLE}).find(CallerId("12")) is None
    assert KnownCallers().find(CallerId("12")) is None
