"""Digits in RTP."""

from collections.abc import Set

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.simulator.sip.telephone_event import DigitReceiver, plan


def play(digits: str, skip: Set[int] = frozenset()) -> DigitReceiver:
    """Send the digits to a receiver, leaving out some packets."""
    receiver, timestamp, started = DigitReceiver(), 0, 0
    for index, frame in enumerate(plan(digits)):
        timestamp = (timestamp + 160) & 0xFFFFFFFF
        if frame.first:
            started = timestamp
        if frame.payload and index not in skip:
            receiver.packet(timestamp / 8000, started, frame.payload)
    return receiver


@given(st.text("0123456789*#ABCD", max_size=12))
def test_digits_arrive(digits: str) -> None:
    """Every digit once, in order, 100 ms long, and the key is up at the end."""
    receiver = play(digits)
    assert receiver.digits == digits
    assert all(item.ended and item.duration_s == pytest.approx(0.1) for item in receiver.received)


@given(st.sets(st.integers(0, 7), max_size=7))
def test_a_digit_survives_lost_packets(skip: set[int]) -> None:
    """Any one of its eight packets is enough."""
    assert play("55", skip).digits == "55"


def test_late_copies_are_no_new_digit() -> None:
    """A packet of an older digit that arrives late is dropped (RFC 4733 §2.5.2)."""
    receiver = play("12")
    assert not receiver.packet(9.0, 160, b"\x01\x8a\x03\x20")
    assert receiver.digits == "12"


def test_refuses_what_is_no_digit() -> None:
    """A typing error is told at once."""
    with pytest.raises(ValueError, match="not DTMF"):
        plan("12x")


def test_ignores_other_events() -> None:
    """Flash hook (16) and cut-off packets are no digits."""
    receiver = DigitReceiver()
    assert not receiver.packet(0.0, 1, b"\x10\x0a\x00\xa0")
    assert not receiver.packet(0.0, 1, b"\x01")
    assert receiver.digits == ""
