"""What a step collects, and how moments are cut."""

from acd.domain.calls import LegId
from acd.domain.commands import HangUp
from acd.domain.records import CommandRefused
from acd.engine.outbox import Decision, Outbox, ms


def test_a_decision_is_taken_once() -> None:
    """The next one begins empty."""
    out = Outbox()
    out.commands.append(HangUp(LegId("x")))
    out.records.append(CommandRefused("HangUp", "unknown", ""))
    out.refusal = "no"
    assert out.take() == Decision((HangUp(LegId("x")),), (CommandRefused("HangUp", "unknown", ""),), "no")
    assert out.take() == Decision()


def test_moments_are_cut_to_whole_milliseconds() -> None:
    """All by one rule, so that adjoining stretches share a boundary."""
    assert [ms(now) for now in (0.0, 1.0009, 1.5, 1234.5678)] == [0, 1000, 1500, 1234567]
