"""Weekly hours: what is understood, what is refused, and when it is open."""

from datetime import date, datetime

import pytest

from acd.hours.expression import fault, is_ever_open, stretches


@pytest.mark.parametrize(
    "expression",
    [
        "Mo-Th 08:00-12:00,14:00-18:00; Fr 08:00-13:00",
        "24/7",
        "off",
        "22:00-06:00",
        "Dec 24",
        "Jul-Aug Mo-Fr 09:00-12:00; Sep-Jun Mo-Fr 08:00-18:00",
        'Mo 08:00-12:00 || "by appointment"',
        "Mo-Fr 08:00-12:00 || Sa 10:00-11:00",
        'Mo 08:00-12:00 "PH or unknown, after sunset"',
    ],
)
def test_what_can_be_used(expression: str) -> None:
    """Comments may say anything."""
    assert fault(expression) is None


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("Mo-Fr 8-12", "is not understood from '8-12' on"),
        ("Mon-Fri 08:00-12:00", "is not understood from 'n-Fri 08:00-12:00' on"),
        ("Mo-Fr 08:00-12:00;", "is not complete"),
        ("Mo-Fr 08:00-12:00; PH off", "has PH or SH; write the country under `holidays`"),
        ("SH off", "has PH or SH"),
        ("08:00-sunset", "has sunset, but no place is known here"),
        ("Mo 08:00-12:00 unknown", "says unknown"),
    ],
)
def test_what_is_refused(expression: str, why: str) -> None:
    """With where, and the mend."""
    assert (fault(expression) or "").startswith(why)


def test_what_is_never_open() -> None:
    """In no year that we shall see."""
    assert is_ever_open("24/7")
    assert is_ever_open("Feb 29 10:00-11:00")
    assert not is_ever_open("off")
    assert not is_ever_open("1990 10:00-11:00")


def test_stretches() -> None:
    """Those that begin the day before and end the day after are whole."""
    day = date(2026, 7, 1)
    assert list(stretches('22:00-06:00 "night"', day, day)) == [
        (datetime(2026, 6, 30), datetime(2026, 6, 30, 6), "night"),  # noqa: DTZ001 - clocks of no zone
        (datetime(2026, 6, 30, 22), datetime(2026, 7, 1, 6), "night"),  # noqa: DTZ001
        (datetime(2026, 7, 1, 22), datetime(2026, 7, 2, 6), "night"),  # noqa: DTZ001
        (datetime(2026, 7, 2, 22), datetime(2026, 7, 3), "night"),  # noqa: DTZ001
    ]
