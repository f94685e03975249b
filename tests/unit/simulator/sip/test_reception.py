"""Statistics of what was received."""

import pytest

from acd.simulator.sip.reception import Reception
from acd.simulator.sip.sdp import PCMU, TELEPHONE_EVENT
from acd.simulator.sip.tone import FLOOR_DB, silence_frames, tone_frames


def feed(reception: Reception, sequences: list[int], *, start: float = 10.0, ssrc: int = 1) -> None:
    """One silent packet per number, each at its own time."""
    for sequence in sequences:
        now = start + 0.02 * (sequence - sequences[0])
        reception.packet(now, ssrc, sequence & 0xFFFF, 160 * sequence, PCMU, silence_frames(PCMU)[0])


def test_counts_what_is_missing_across_the_wrap() -> None:
    """Loss is counted by sequence number, also where it starts from 0 again."""
    reception = Reception()
    feed(reception, [65533, 65534, 65537, 65538])
    assert (reception.packets, reception.lost) == (4, 2)
    assert reception.jitter_s == pytest.approx(0, abs=1e-9)


def test_late_packets_are_not_lost() -> None:
    """A packet out of order fills its own hole."""
    reception = Reception()
    for sequence in (1, 3, 2, 4):
        reception.packet(1.0, 1, sequence, 0, PCMU, b"")
    assert (reception.lost, reception.duplicates_or_late) == (0, 1)


def test_a_new_sender_keeps_the_old_loss() -> None:
    """Another SSRC, or a jump, starts a new count and hides nothing."""
    reception = Reception()
    feed(reception, [10, 12], ssrc=1)
    feed(reception, [50000, 50001], ssrc=2)
    feed(reception, [20000, 20002], ssrc=2)
    assert (reception.packets, reception.lost) == (6, 2)


def test_gaps_are_told_from_60_ms_on() -> None:
    """40 ms between packets are one lost packet; 60 ms and more are a gap with its start."""
    reception = Reception()
    for now in (1.0, 1.04, 1.11, 1.13):
        reception.packet(now, 1, 1, 0, PCMU, b"")
    assert [(gap.started_at, round(gap.length_s, 3)) for gap in reception.gaps] == [(1.04, 0.07)]
    assert (reception.first_at, reception.last_at) == (1.0, 1.13)


def test_a_pause_we_asked_for_is_no_loss() -> None:
    """Asterisk counts on while we hold: that jump is forgiven, once, and the next is not."""
    reception = Reception()
    feed(reception, [1, 2], start=1.0)
    reception.expect_pause()
    feed(reception, [60, 61], start=2.0)
    assert (reception.lost, reception.gaps) == (0, [])
    feed(reception, [90, 91], start=3.0)
    assert reception.lost == 28
    assert len(reception.gaps) == 1


def test_jitter_grows_with_uneven_arrival() -> None:
    """RFC 3550 A.8; events, which keep their timestamp, are left out."""
    reception = Reception()
    for index in range(100):
        reception.packet(index * 0.02 + (index % 2) * 0.005, 1, index, index * 160, PCMU, b"")
    assert reception.jitter_s == pytest.approx(0.005, rel=0.05)
    reception.packet(3.0, 1, 100, 0, TELEPHONE_EVENT, b"")
    assert reception.jitter_s == pytest.approx(0.005, rel=0.05)


def test_only_the_last_200_ms_are_heard() -> None:
    """A tone that stopped is not heard any more, nor is anything when packets stop."""
    reception = Reception()
    frames = tone_frames(440, PCMU)
    for index in range(20):
        reception.packet(index * 0.02, 1, index, index * 160, PCMU, frames[index % len(frames)])
    assert reception.heard(440, 0.39)
    assert not reception.heard(600, 0.39)
    for index in range(20, 31):
        reception.packet(index * 0.02, 1, index, index * 160, PCMU, silence_frames(PCMU)[0])
    assert not reception.heard(440, 0.61)
    assert reception.overall_db(5.0) == FLOOR_DB
