"""The playbook itself: it notices what differs, and shows it."""

import pytest

from acd.domain.calls import HangUpReason
from acd.domain.commands import Answer, CloseBridge, HangUp, RingAgent, StartWaiting
from acd.domain.events import LegEnded, LegRinging, PauseRequested, SignInRequested
from acd.domain.records import CallEnded, CallStarted
from acd.engine.engine import Engine
from tests.playbooks import Playbook, agent, arrives, made, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, CALLER, LEG, asked, connected, offered, ringing


def house() -> Playbook:
    """Alice is there."""
    return opened(office(agent("alice")))


def test_a_difference_shows_both_dialogues() -> None:
    """Stated with a minus, played with a plus, and what is the same without either."""
    book = offered(house()).on(LegRinging(LEG)).asks(Answer(CALLER))
    with pytest.raises(AssertionError) as told:
        book.run()
    lines = str(told.value).splitlines()
    assert any(line.startswith("      StartWaiting(lane='c1', room_id='c1-hold1'") for line in lines)
    assert "-     Answer(lane='c1')" in lines


def test_a_command_that_nobody_stated_is_a_difference() -> None:
    """An empty answer is a statement."""
    with pytest.raises(AssertionError, match=r"\+     StartWaiting"):
        house().on(arrives()).asks().run()


def test_an_answer_must_be_written_down() -> None:
    """Forgetting it is a mistake in the playbook."""
    with pytest.raises(AssertionError, match="no answer is written down"):
        opened(office()).on(LegEnded(CALLER)).run()


def test_a_refusal_must_be_stated() -> None:
    """With its sentence."""
    book = opened(office(agent("alice")), ()).on(PauseRequested(ALICE, "lunch"))
    with pytest.raises(AssertionError, match="refuses: the agent is not signed in"):
        book.asks().run()
    with pytest.raises(AssertionError, match="refuses: no"):
        book.refuses("no").run()


def test_a_placeholder_stands_for_one_thing() -> None:
    """Filled by the first command, it must fit all later ones, and begins anew with each run."""
    leg, room = made("leg"), made("room")
    book = house().on(arrives()).asks(StartWaiting(CALLER, room, "sales-music"), some(RingAgent, lane=leg))
    book.after(20).asks(HangUp(leg)).on(SignInRequested(ALICE)).asks()
    with pytest.raises(AssertionError, match=r"\+     RingAgent\(lane='c1-a2'"):
        book.run()
    assert (leg.value, room.value) == (LEG, "c1-hold1")
    with pytest.raises(AssertionError, match="used before it was filled"):
        house().on(LegRinging(made("leg"))).asks().run()


def test_deadlines_come_while_time_passes() -> None:
    """All that are due, each at its own moment; what is asked for then must be stated."""
    with pytest.raises(AssertionError, match="HangUp"):
        ringing(house()).after(60).run()
    ringing(house()).after(20).asks(HangUp(LEG, HangUpReason.NO_ANSWER)).after(2).asks(asked(ALICE)).run()


def test_records_of_the_named_kinds_are_all_stated() -> None:
    """One too few or too many is a difference."""
    with pytest.raises(AssertionError, match="other records were kept"):
        offered(house()).keeps(some(CallStarted, tenant_id="acme"), some(CallStarted)).run()
    with pytest.raises(AssertionError, match=r"- CallStarted\(tenant_id=None"):
        offered(house()).keeps(some(CallStarted, tenant_id=None)).run()
    offered(house()).keeps(some(CallStarted)).run()


def test_a_playbook_gives_its_events_to_others() -> None:
    """With their moments and ids, so that they can be played on another engine, doubled or reordered."""
    leg = made("leg")
    book = house().on(arrives()).asks(some(StartWaiting), some(RingAgent, lane=leg)).after(2).on(LegRinging(leg)).asks()
    told = book.run().events()
    assert told[-1] == (1002.0, LegRinging(LEG)) and len(told) == 5


def test_a_playbook_can_be_played_on_an_engine_of_the_callers() -> None:
    """As a benchmark does; one playbook can go on where another ended."""
    engine = Engine()
    book = connected(house()).then(Playbook().on(LegEnded(LEG)).asks(HangUp(CALLER), some(CloseBridge)))
    book.play(engine)
    assert not engine.calls.calls and book.keeps(some(CallEnded)).run().engine is not engine


def test_a_queue_has_settings_by_name() -> None:
    """And its own music."""
    assert queue("vip", wrapup_s=3).wrapup_s == 3 and queue("vip").music == "vip-music"
