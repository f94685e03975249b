"""The crank, and what the desk remembers."""

from collections.abc import Callable

import pytest

from acd.domain.agents import AgentId, AgentState
from acd.domain.calls import CallId, CallState, LegId, Outcome, OutcomeClass, OutcomeReason
from acd.domain.commands import CloseBridge, Command, HangUp, RingAgent, SendToSafetyNet
from acd.domain.events import (
    CallBroken,
    Event,
    LegEnded,
    LegRinging,
    LegSeen,
    PbxConnected,
    PbxLost,
    SignInRequested,
    StopRequested,
    TimerFired,
)
from acd.domain.records import CallEnded, Record
from acd.engine.call import LiveCall
from acd.engine.call_flow import FlowPart
from acd.engine.call_machine import IGNORED, TABLE, CallAction, CallInput, Detail
from acd.engine.outbox import Decision
from tests.playbooks import Playbook, agent, arrives, office, opened, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, connected, offered, ringing, waiting


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


# errors of ours, half-way through an action


class BugError(Exception):
    """What the engine does not expect."""


def house() -> Playbook:
    """One agent is there."""
    return opened(office(agent("alice")))


def breaks(book: Playbook, action: CallAction, *, after: bool = False) -> None:
    """Let an action of the table raise, before or after it has done its work."""
    works = book.engine.calls._actions[action]

    def broken(*arguments: object) -> None:
        if after:
            works(*arguments)  # type: ignore[arg-type]  # as given
        raise BugError

    book.engine.calls._actions[action] = broken


def raises(book: Playbook, event: Event) -> Decision:
    """Tell an event over which the engine raises; returns the half of a decision."""
    with pytest.raises(BugError):
        book.engine.handle(event, book.now)
    leg_id, half = book.engine.take_fault()
    assert leg_id == CALLER
    return half


def broken(book: Playbook) -> tuple[list[Command], list[Record]]:
    """Tell that the call is broken; returns what is left to do, and the final records."""
    decision = book.engine.handle(CallBroken(CALLER), book.now)
    return list(decision.commands), [record for record in decision.records if isinstance(record, CallEnded)]


def outcomes(records: list[Record]) -> list[object]:
    """How calls ended."""
    return [record.outcome for record in records if isinstance(record, CallEnded)]


NET = Outcome(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET)


@pytest.mark.parametrize(
    ("scene", "event", "action", "commands"),
    [
        (lambda: waiting(opened(office())), LegEnded(CALLER), CallAction.ABANDON, [SendToSafetyNet(CALLER)]),
        (lambda: offered(house()), CallBroken(CALLER), CallAction.SAFETY_NET, [SendToSafetyNet(CALLER), HangUp(LEG)]),
        (lambda: ringing(house()), LegEnded(CALLER), CallAction.ABANDON, [SendToSafetyNet(CALLER), HangUp(LEG)]),
        (
            lambda: connected(house()),
            LegEnded(CALLER),
            CallAction.FINISH_FOR_CALLER,
            [SendToSafetyNet(CALLER), HangUp(LEG)],
        ),
        (lambda: connected(house()), StopRequested(), CallAction.STOP_TALK, [SendToSafetyNet(CALLER), HangUp(LEG)]),
    ],
)
def test_a_call_whose_end_goes_wrong_is_ended_all_the_same(
    scene: Callable[[], Playbook], event: Event, action: CallAction, commands: list[Command]
) -> None:
    """One final record, nothing of the call is left, and the agent is free."""
    book = scene().run()
    breaks(book, action)
    assert not outcomes(list(raises(book, event).records))
    done, ends = broken(book)
    assert [command for command in done if not isinstance(command, CloseBridge)] == commands
    assert outcomes(ends) == [NET]
    engine = book.engine
    assert not engine.calls.calls and not engine.calls.legs and not engine.matcher.waiting()
    assert not [owner for _, owner in engine.timers.current() if owner == "c1"]
    assert all(person.state is AgentState.AVAILABLE for person in engine.agents.agents.values())
    assert broken(book) == ([], [])


def test_any_input_ends_a_call_whose_end_went_wrong() -> None:
    """Also when nobody told that it is broken."""
    book = waiting(opened(office())).run()
    breaks(book, CallAction.SAFETY_NET)
    raises(book, StopRequested())
    assert outcomes(list(book.engine.handle(LegEnded(CALLER), book.now).records)) == [NET]
    assert not book.engine.calls.calls


@pytest.mark.parametrize("action", [CallAction.FINISH_FOR_CALLER, CallAction.SET_FREE])
def test_a_final_record_is_not_made_twice(action: CallAction) -> None:
    """An error after the call was forgotten: what was decided counts, and nothing comes after it."""
    book = connected(house()).run()
    breaks(book, action, after=True)
    half = raises(book, LegEnded(CALLER) if action is CallAction.FINISH_FOR_CALLER else CallBroken(CALLER))
    assert len(outcomes(list(half.records))) == 1
    assert broken(book) == ([], [])


def test_two_who_were_set_free_talk_on_though_their_call_could_not_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is cut off for our trouble, and the agent is busy until one of them leaves."""
    book = connected(house()).run()
    desk, end = book.engine.calls, book.engine.calls.end

    def fails(*_: object) -> None:
        raise BugError

    monkeypatch.setattr(desk, "end", fails)
    raises(book, CallBroken(CALLER))
    monkeypatch.setattr(desk, "end", end)
    done, ends = broken(book)
    assert (done, outcomes(list(ends))) == ([], [NET])
    assert book.engine.agents.agents[ALICE].state is AgentState.TALKING
    assert HangUp(LEG) in book.engine.handle(LegEnded(CALLER), book.now).commands
    assert book.engine.agents.agents[ALICE].state is AgentState.AVAILABLE


def test_the_call_over_which_the_engine_raised_is_known_whatever_the_event_was() -> None:
    """A deadline names no call, and the agent's leg is forgotten half-way."""
    book = ringing(house()).run()
    breaks(book, CallAction.RETURN_TO_LINE, after=True)
    book.now += 60
    half = raises(book, TimerFired())
    assert HangUp(LEG).lane in [command.lane for command in half.commands]
    assert broken(book)[0][0] == SendToSafetyNet(CALLER)


def test_an_error_that_is_no_calls_names_none() -> None:
    """The call that was dealt with before is not blamed."""
    book = ringing(house()).on(LegRinging(LEG)).asks().run()
    assert book.engine.take_fault() == (None, Decision())


def test_an_agent_whom_a_lost_call_had_reserved_rests() -> None:
    """It may be this agent over whom the engine raises: the next caller is not offered at once."""
    book = waiting(ringing(house()), "c2").run()
    breaks(book, CallAction.ABANDON)
    raises(book, LegEnded(CALLER))
    assert RingAgent not in map(type, broken(book)[0])
    assert book.engine.agents.agents[ALICE].resting and book.engine.matcher.waiting() == ["c2"]


def test_pairs_behind_the_one_over_which_the_engine_raised_are_made_with_the_rescue() -> None:
    """Nobody waits beside an idle agent."""
    book = waiting(waiting(opened(office(agent("alice"), agent("bob")), ()), "c1"), "c2").on(PbxLost()).asks()
    book.on(SignInRequested(ALICE)).asks().on(SignInRequested(BOB)).asks().run()
    offer = book.engine.calls._actions[CallAction.OFFER]
    breaks(book, CallAction.OFFER)
    legs = tuple(LegSeen(LegId(leg), is_caller=True) for leg in ("c1", "c2"))
    raises(book, PbxConnected(legs))
    book.engine.calls._actions[CallAction.OFFER] = offer
    done, _ = broken(book)
    assert rung(done) == [BOB]
    assert book.engine.agents.agents[ALICE].resting
    book.engine.handle(LegEnded(LegId("c2")), book.now)
    book.engine.handle(TimerFired(), book.now + 60)
    assert sorted(book.engine.matcher.idle()) == [ALICE, BOB]


def rung(commands: list[Command]) -> list[AgentId]:
    """Who was rung."""
    return [command.agent_id for command in commands if isinstance(command, RingAgent)]


def test_an_error_behind_an_inner_step_is_of_the_same_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow led into the line, which was done with; what came behind it raised."""
    reach = FlowPart.begin

    def broken(self: FlowPart, call: LiveCall, detail: Detail, now: float) -> None:
        reach(self, call, detail, now)
        raise BugError

    monkeypatch.setattr(FlowPart, "begin", broken)
    raises(house().run(), arrives())
