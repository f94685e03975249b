"""What is remembered of a call."""

from acd.domain.calls import CallerId, CallId, CallState, LegId
from acd.domain.flows import FlowId
from acd.domain.steps import in_a_row
from acd.domain.tenants import Number
from acd.engine.call import LiveCall, offer_of
from tests.playbooks import ACME


def test_numbers_for_names_never_come_twice() -> None:
    """Each kind counts for itself, each call too."""
    calls = [
        LiveCall(CallId(n), LegId(n), ACME, Number("+1"), CallerId(), in_a_row(FlowId("f"), ()), 0.0) for n in "ab"
    ]
    assert [calls[0].next("room"), calls[0].next("room"), calls[0].next("offer"), calls[1].next("room")] == [1, 2, 1, 1]


def test_in_line_are_the_waiting_and_the_offered() -> None:
    """An offer does not end the wait."""
    call = LiveCall(CallId("a"), LegId("a"), ACME, Number("+1"), CallerId(), in_a_row(FlowId("f"), ()), 0.0)
    in_line = []
    for call.state in CallState:
        in_line += [call.state] * call.in_line()
    assert in_line == [CallState.WAITING, CallState.OFFERED]


def test_a_leg_says_for_which_offer_it_was_made() -> None:
    """Whatever the call is named; a leg that was made otherwise says so."""
    assert [offer_of(LegId(name)) for name in ("17.3-a2", "pbx-a1-17.3~k2-a12", "17.3", "17.3-a")] == [
        2,
        12,
        None,
        None,
    ]
