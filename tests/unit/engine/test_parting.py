"""Nobody is rung whose phone has not done with the call before."""

from acd.domain.agents import AgentState
from acd.domain.calls import HangUpReason, LegId
from acd.domain.commands import CloseBridge, HangUp, Refusal
from acd.domain.events import (
    CommandFailed,
    LegConnected,
    LegEnded,
    LegRinging,
    PauseRequested,
    PbxConnected,
    PbxLost,
    PoolApplied,
    ResumeRequested,
)
from tests.playbooks import Playbook, agent, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, asked, connected, offered, ringing, waiting
from tests.unit.engine.test_restore import back, caller, phone


def parting() -> Playbook:
    """Alice's caller hung up, and another one waits; there is no wrap-up, and her phone is being hung up."""
    book = waiting(connected(opened(office(agent("alice"), queues=[queue(wrapup_s=0)]))), "c2")
    return book.on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge))


def test_the_next_caller_comes_when_the_phone_has_hung_up() -> None:
    """The INVITE must not pass the BYE."""
    parting().after(0.5).on(LegEnded(LEG)).asks(asked(ALICE, "c2")).on(LegEnded(LEG)).asks().run()


def test_a_leg_that_does_not_end_keeps_nobody_from_work() -> None:
    """After two seconds the agent is rung all the same; its end is late then, and changes nothing."""
    book = parting().after(1.9).after(0.1).asks(asked(ALICE, "c2")).on(LegRinging(LegId("c2-a1"))).asks()
    book.on(LegEnded(LEG)).asks().run()
    assert book.engine.agents.agents[ALICE].state is AgentState.RINGING


def test_a_leg_that_was_gone_already() -> None:
    """The command to hang it up comes back as refused: nothing has to be waited for."""
    book = parting().on(CommandFailed(HangUp(LEG), Refusal.GONE, "no such channel")).asks(asked(ALICE, "c2"))
    book.run()


def test_another_agent_is_asked_meanwhile() -> None:
    """Nobody waits for a phone while somebody else is idle; the end of the leg asks nobody twice."""
    book = ringing(opened(office(agent("alice"), agent("bob")))).on(LegEnded(CALLER))
    offered(book.asks(HangUp(LEG), some(CloseBridge)), "c2", to=BOB).on(LegEnded(LEG)).asks().run()
    assert book.engine.matcher.idle() == [ALICE]


def test_a_pause_meanwhile_is_a_pause() -> None:
    """The end of the leg brings no call; the resumption does."""
    book = parting().on(PauseRequested(ALICE, "lunch")).asks().on(LegEnded(LEG)).asks()
    book.on(ResumeRequested(ALICE)).asks(asked(ALICE, "c2")).run()


def test_resuming_does_not_shorten_the_wait_for_the_leg() -> None:
    """Paused and back in the same moment."""
    book = parting().on(PauseRequested(ALICE, "lunch")).asks().on(ResumeRequested(ALICE)).asks()
    book.on(LegEnded(LEG)).asks(asked(ALICE, "c2")).run()


def test_an_agent_who_is_removed_meanwhile() -> None:
    """The end of the leg is of nobody who could be rung."""
    book = parting().on(PoolApplied(office(queues=[queue(wrapup_s=0)]))).asks().on(LegEnded(LEG)).asks().run()
    assert ALICE not in book.engine.agents.agents


def test_a_link_that_was_lost_meanwhile() -> None:
    """What the PBX does not hold any more has ended."""
    book = parting().on(PbxLost()).asks()
    book.on(back(caller(LegId("c2")))).asks(asked(ALICE, "c2")).run()


def test_a_leg_that_is_still_there_after_the_link_was_lost() -> None:
    """It is hung up again, and waited for again."""
    book = parting().on(PbxLost()).asks()
    book.on(back(caller(LegId("c2")), phone(LEG))).asks(HangUp(LEG))
    book.on(LegEnded(LEG)).asks(asked(ALICE, "c2")).run()


def test_two_legs_of_one_agent() -> None:
    """A phone that does not come to an end, and the next offer taken back: both must be gone, or their time over."""
    book = parting().after(2).asks(asked(ALICE, "c2")).on(LegRinging(LegId("c2-a1"))).asks()
    book.after(20).asks(HangUp(LegId("c2-a1"), HangUpReason.NO_ANSWER))
    book.on(LegEnded(LegId("c2-a1"))).asks(asked(ALICE, "c2")).on(LegConnected(LegId("c2-a2")))
    book.asks(some(CloseBridge)).on(PbxConnected(restarted=True)).asks().run()
    assert not book.engine.agents.parting.legs()
