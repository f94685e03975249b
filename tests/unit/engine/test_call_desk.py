"""The crank, and what the desk remembers."""

import pytest

from acd.domain.calls import CallId, CallState
from acd.domain.commands import CloseBridge, HangUp
from acd.domain.events import LegEnded
from acd.engine.call_machine import IGNORED, TABLE, CallInput
from tests.playbooks import agent, arrives, office, opened, some
from tests.unit.engine.scenes import CALLER, LEG, connected, offered, waiting


@pytest.mark.parametrize("what", [what for what in CallInput if TABLE[CallState.WAITING][what] is IGNORED])
def test_an_input_that_the_state_ignores_changes_nothing(what: CallInput) -> None:
    """Neither state, nor commands, nor records."""
    book = waiting(opened(office(agent("alice")), ())).run()
    call = book.engine.calls.calls[CallId("c1")]
    book.engine.calls.feed(call, what, book.now)
    decision = book.engine.out.take()
    assert call.state is CallState.WAITING and not decision.commands and not decision.records


def test_a_call_is_known_from_its_arrival_on_and_after_its_end() -> None:
    """Its arrival told once more is not a second call."""
    book = connected(opened(office(agent("alice"))))
    assert book.run().engine.calls.knows(CallId("c1"))
    assert not book.engine.calls.knows(CallId("c2"))
    book.on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).on(arrives()).asks().run()
    assert book.engine.calls.knows(CallId("c1")) and not book.engine.calls.calls


def test_legs_are_known_as_long_as_they_belong_to_a_call() -> None:
    """The caller's, and the agent's from the offer on."""
    book = offered(opened(office(agent("alice")))).run()
    assert set(book.engine.calls.legs) == {CALLER, LEG}
    book.on(LegEnded(LEG)).asks().run()
    assert set(book.engine.calls.legs) == {CALLER}
