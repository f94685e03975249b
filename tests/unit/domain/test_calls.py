"""Calls, outcomes and causes."""

from acd.domain.calls import CallerId, CallState, Outcome, OutcomeClass, OutcomeReason


def test_an_outcome_is_a_class_and_a_reason() -> None:
    """Equal ones can be counted together."""
    outcome = Outcome(OutcomeClass.ABANDONED, OutcomeReason.WAITING)
    assert {outcome: 1}[Outcome(OutcomeClass.ABANDONED, OutcomeReason.WAITING)] == 1


def test_a_caller_may_be_nobody() -> None:
    """Withheld numbers are empty text."""
    assert CallerId() == CallerId("", "")


def test_states_are_the_same_text_everywhere() -> None:
    """In tables, JSON and labels."""
    assert [state.value for state in CallState] == [
        "arriving", "in_flow", "waiting", "offered", "connected", "held", "transferring", "outside", "ended",
    ]  # fmt: skip
