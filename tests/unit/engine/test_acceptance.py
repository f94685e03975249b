"""Agents who press a key before they have a caller; agents at a number outside."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentState, Answering, Endpoint, Seat
from acd.domain.calls import (
    BridgeId,
    CallId,
    HangUpReason,
    OfferResult,
    OutcomeClass,
    OutcomeReason,
    PlaybackId,
)
from acd.domain.commands import (
    CloseBridge,
    Command,
    Connect,
    HangUp,
    Play,
    Refusal,
    RingAgent,
    StartWaiting,
    StopPlayback,
)
from acd.domain.events import (
    CommandFailed,
    DigitPressed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PbxConnected,
    PbxLost,
    PlaybackEnded,
    PoolApplied,
    SignInRequested,
)
from acd.domain.flows import Prompt
from acd.domain.memo import CallMemo
from acd.domain.outside import outside_endpoint
from acd.domain.pool import AcceptRules, OfferRules, Pool
from acd.domain.queues import AgentChoice
from acd.domain.records import CallConnected, OfferEnded
from acd.domain.refusals import ANSWERED, SAME_QUEUE
from acd.domain.requests import MoveRequested
from acd.domain.stored import AgentRestored
from acd.engine.acceptance import answering
from acd.engine.agent import LiveAgent
from acd.engine.engine import Engine
from tests.playbooks import ACME as TENANT
from tests.playbooks import Playbook, agent, arrives, number, office, opened, queue, some
from tests.unit.engine.scenes import ALICE, BOB, CALLER, LEG, LEG2, asked, ended, ringing

OUTSIDE = outside_endpoint("+15550123", Endpoint("trunk-carrier"))
ACME, PRESS = Prompt("acme"), Prompt("press-1")
P1, P2, P3 = (PlaybackId(f"{LEG}-p{time}") for time in (1, 2, 3))


def house(whisper: str = "acme", rules: OfferRules = OfferRules(), ask: bool = True) -> Pool:  # noqa: B008
    """Return a house in which Alice presses a key, at her own phone or at a number outside; Bob does not."""
    alice = replace(agent("alice"), answering=Answering.PRESS, outside=OUTSIDE)
    pool = office(alice, agent("bob"), whisper=whisper, rules=rules)
    return replace(pool, accept_rules=AcceptRules({ALICE: PRESS} if ask else {}))


def told(book: Playbook, playback: PlaybackId = P1) -> Playbook:
    """Alice picked up, and hears what she must do."""
    return ringing(book).on(LegAnswered(LEG)).asks(Play(LEG, playback, (ACME, PRESS)))


def away(rules: OfferRules = OfferRules()) -> Playbook:  # noqa: B008
    """Alice is asked at a number outside."""
    book = opened(house(rules=rules), ()).on(SignInRequested(ALICE, seat=Seat.OUTSIDE)).asks()
    return book.on(arrives()).asks(some(StartWaiting), some(RingAgent, endpoint=OUTSIDE))


def alone() -> Playbook:
    """Nobody but Alice is at work."""
    return opened(house(), (ALICE,))


def offers(*results: OfferResult) -> list[OfferEnded]:
    """Return offers that ended so, in order."""
    return [some(OfferEnded, result=result) for result in results]


def test_the_right_key_connects() -> None:
    """What is said is cut off; the agent counts as rung until then."""
    book = told(alone()).after(1).on(DigitPressed(LEG, "1")).asks(StopPlayback(LEG, P1), some(Connect))
    book.on(PlaybackEnded(LEG, P1)).asks().on(DigitPressed(LEG, "1")).asks().on(DigitPressed(LEG, "2")).asks().run()
    assert book.engine.agents.agents[ALICE].state is AgentState.RINGING
    book.on(LegConnected(LEG)).asks(some(CloseBridge)).after(60).keeps(some(CallConnected, agent_id=ALICE)).run()


@pytest.mark.parametrize("digit", "023456789*#ABCD")
def test_any_other_key_refuses(digit: str) -> None:
    """The next agent is asked at once; who refused rests."""
    book = told(opened(house())).on(DigitPressed(LEG, digit)).asks(HangUp(LEG), asked(BOB))
    book.keeps(*offers(OfferResult.REFUSED)).run()
    assert book.engine.agents.agents[ALICE].resting


def test_who_hangs_up_without_a_key_refuses() -> None:
    """As one who declines."""
    book = told(opened(house())).on(LegEnded(LEG)).asks(asked(BOB)).on(PlaybackEnded(LEG, P1)).asks()
    book.keeps(*offers(OfferResult.REFUSED)).run()


def test_a_leg_that_is_gone_after_a_lost_link_was_dropped() -> None:
    """Not the agent's wish."""
    book = told(alone()).on(PbxLost()).asks().on(PbxConnected((LegSeen(CALLER, True, True),)))
    book.asks(HangUp(LEG)).keeps(*offers(OfferResult.DROPPED)).run()


def test_a_voicemail_gets_no_caller() -> None:
    """It picks up and presses nothing: the call counts as missed, and the caller kept the music."""
    book = told(opened(house())).after(9.9).after(0.1).asks(HangUp(LEG, HangUpReason.NO_ANSWER), asked(BOB))
    book.keeps(*offers(OfferResult.MISSED)).run()


def test_the_time_for_the_key_begins_with_picking_up() -> None:
    """However long the phone rang before."""
    book = ringing(alone()).after(19).on(LegAnswered(LEG)).asks(some(Play)).after(9.9)
    book.on(DigitPressed(LEG, "1")).asks(some(StopPlayback), some(Connect)).after(60).run()


def test_what_must_be_done_is_said_three_times() -> None:
    """Then there is silence until the time is over."""
    book = told(alone())
    for before, after in ((P1, P2), (P2, P3)):
        book.after(3).on(PlaybackEnded(LEG, before)).asks(Play(LEG, after, (ACME, PRESS)))
    book.on(PlaybackEnded(LEG, P2)).asks().after(3).on(PlaybackEnded(LEG, P3)).asks()
    book.on(DigitPressed(LEG, "1")).asks(some(Connect)).run()


def test_a_sound_that_is_missing_is_asked_for_three_times() -> None:
    """And not without end: the phone rings for the agent all the same."""
    book = told(alone())
    for before, after in ((P1, P2), (P2, P3)):
        failed = CommandFailed(Play(LEG, before, (ACME, PRESS)), Refusal.REFUSED)
        book.on(failed).asks(Play(LEG, after, (ACME, PRESS)))
    book.on(CommandFailed(Play(LEG, P3, (ACME, PRESS)), Refusal.REFUSED)).asks()
    book.on(DigitPressed(LEG, "1")).asks(some(Connect)).run()


@pytest.mark.parametrize(("whisper", "ask", "heard"), [("", True, (PRESS,)), ("acme", False, (ACME,))])
def test_what_there_is_is_said(whisper: str, ask: bool, heard: tuple[Prompt, ...]) -> None:
    """A flow without a whisper; an agent for whom no sentence was made."""
    ringing(opened(house(whisper, ask=ask), (ALICE,))).on(LegAnswered(LEG)).asks(Play(LEG, P1, heard)).run()


def test_where_there_is_nothing_to_say_the_key_is_awaited_in_silence() -> None:
    """No playback without a sound."""
    book = ringing(opened(house("", ask=False), (ALICE,))).on(LegAnswered(LEG)).asks()
    book.on(DigitPressed(LEG, "1")).asks(some(Connect)).run()


def test_keys_before_picking_up_are_nobodys() -> None:
    """Early media of a carrier may sound like one."""
    ringing(alone()).on(DigitPressed(LEG, "1")).asks().on(LegAnswered(LEG)).asks(some(Play)).run()


def test_a_caller_who_leaves_meanwhile() -> None:
    """The agent is hung up, keeps the turn, and no deadline is left."""
    book = told(alone()).on(LegEnded(CALLER)).asks(HangUp(LEG), some(CloseBridge)).after(60)
    book.keeps(*offers(OfferResult.CANCELLED), ended(OutcomeClass.ABANDONED, OutcomeReason.RINGING)).run()


def test_after_a_lost_link_the_agent_is_asked_again() -> None:
    """The key may have been pressed in the meantime; the time begins anew."""
    legs = (LegSeen(CALLER, True, True, number=number("sales")), LegSeen(LEG, False, True))
    book = told(alone()).after(8).on(PbxLost()).asks().on(PbxConnected(legs))
    book.asks(StopPlayback(LEG, P1), Play(LEG, P2, (ACME, PRESS))).on(PlaybackEnded(LEG, P1)).asks().after(9)
    book.on(DigitPressed(LEG, "1")).asks(StopPlayback(LEG, P2), some(Connect)).run()


def test_a_time_that_ends_while_the_link_is_down_is_not_held_against_the_agent() -> None:
    """Nobody knows whether the key was pressed."""
    book = told(alone()).on(PbxLost()).asks().after(10).asks(HangUp(LEG))
    book.keeps(*offers(OfferResult.DROPPED)).run()


def test_who_had_accepted_when_the_link_broke_is_connected() -> None:
    """The command may have been lost; the key was pressed."""
    legs = (LegSeen(CALLER, True, True, number=number("sales")), LegSeen(LEG, False, True))
    book = told(alone()).on(DigitPressed(LEG, "1")).asks(some(StopPlayback), some(Connect)).on(PbxLost()).asks()
    book.on(PbxConnected(legs)).asks(some(CloseBridge), some(Connect)).run()


def test_a_controller_that_takes_over_asks_again() -> None:
    """What the one before it said is stopped; whether the key was pressed is not known."""
    memo = CallMemo(TENANT, 900.0, queue_id=queue().id, queued_at=901.0, order=1)
    caller = LegSeen(CALLER, True, True, number=number("sales"), room_id=BridgeId("c1-hold1"), memo=memo)
    phone = LegSeen(LEG, False, True, endpoint=OUTSIDE, since=905.0)
    engine = Engine("2")
    engine.handle(PoolApplied(house()), 1000.0)
    engine.handle(AgentRestored(ALICE, AgentState.RINGING, None, 905.0, OUTSIDE), 1000.0)
    again = PlaybackId(f"{LEG}-p1~2")
    assert engine.handle(PbxConnected((caller, phone)), 1000.0).commands == (
        *(StopPlayback(LEG, playback) for playback in (P1, P2, P3)),
        Play(LEG, again, (ACME, PRESS)),
    )
    stop, connect = engine.handle(DigitPressed(LEG, "1"), 1001.0).commands
    assert stop == StopPlayback(LEG, again) and isinstance(connect, Connect)


@pytest.mark.parametrize(
    ("wanted", "inside", "outside"),
    [
        (None, Answering.BY_HAND, Answering.PRESS),
        (Answering.BY_HAND, Answering.BY_HAND, Answering.BY_HAND),
        (Answering.AUTO, Answering.AUTO, Answering.PRESS),
        (Answering.PRESS, Answering.PRESS, Answering.PRESS),
    ],
)
def test_what_it_takes_depends_on_the_phone(wanted: Answering | None, inside: Answering, outside: Answering) -> None:
    """A voicemail may pick up outside: a key is needed there, unless the configuration says otherwise."""
    spec = replace(agent("alice"), answering=wanted, outside=OUTSIDE)
    assert answering(LiveAgent(spec)) is inside
    assert answering(LiveAgent(spec, endpoint=OUTSIDE)) is outside
    assert answering(LiveAgent(spec, endpoint=Endpoint("phone-1"))) is inside


@pytest.mark.parametrize("wanted", [None, *Answering])
def test_a_phone_is_asked_to_pick_up_by_itself_where_that_is_wanted(wanted: Answering | None) -> None:
    """Else it is rung as ever."""
    pool = office(replace(agent("alice"), answering=wanted))
    auto = wanted is Answering.AUTO
    opened(pool).on(arrives()).asks(some(StartWaiting), some(RingAgent, auto_answer=auto)).run()


def together() -> Playbook:
    """The phones of Alice and Bob ring at once."""
    pool = house()
    queues = {name: replace(line, choice=AgentChoice.RING_ALL) for name, line in pool.queues.items()}
    book = opened(replace(pool, queues=queues)).on(arrives())
    return book.asks(some(StartWaiting), asked(ALICE), asked(BOB)).on(LegRinging(LEG)).asks()


def picked_up() -> Playbook:
    """A voicemail, perhaps, is the first to pick up; Bob's phone rings on."""
    return together().on(LegAnswered(LEG)).asks(Play(LEG, P1, (ACME, PRESS))).on(LegRinging(LEG2)).asks()


def test_a_voicemail_silences_no_other_phone() -> None:
    """Whoever answers by hand has the call; what waited for a key is hung up, as answered elsewhere."""
    book = picked_up().on(LegAnswered(LEG2)).asks(HangUp(LEG, HangUpReason.ANSWERED_ELSEWHERE), some(Play, lane=LEG2))
    book.on(DigitPressed(LEG, "1")).asks().on(PlaybackEnded(LEG2, PlaybackId(f"{LEG2}-p1"))).asks(some(Connect))
    book.keeps(*offers(OfferResult.ELSEWHERE)).after(60).run()


def test_who_accepts_first_has_the_call() -> None:
    """The other phones fall silent then, and not before."""
    book = picked_up().on(DigitPressed(LEG, "1"))
    elsewhere = HangUp(LEG2, HangUpReason.ANSWERED_ELSEWHERE)
    book.asks(StopPlayback(LEG, P1), elsewhere, some(Connect, agent_leg_id=LEG)).keeps(*offers(OfferResult.ELSEWHERE))
    book.run()


@pytest.mark.parametrize("digit", ["2", None])
def test_one_who_does_not_accept_leaves_the_others_ringing(digit: str | None) -> None:
    """By another key, or by none."""
    book = picked_up()
    if digit is None:
        book.after(9.9).after(0.1).asks(HangUp(LEG, HangUpReason.NO_ANSWER))
    else:
        book.on(DigitPressed(LEG, digit)).asks(HangUp(LEG))
    book.on(LegAnswered(LEG2)).asks(some(Play, lane=LEG2)).run()


def test_a_key_that_an_earlier_controller_heard() -> None:
    """It connected the two in its last moment, and this one learns it late: they talk, and hear nothing else."""
    book = told(alone()).on(LegConnected(LEG)).asks(StopPlayback(LEG, P1), some(CloseBridge)).after(60)
    book.keeps(*offers(OfferResult.ACCEPTED), some(CallConnected, agent_id=ALICE)).run()


def taken_over(*phones: LegSeen, bob: Answering | None = None, room: bool = True) -> tuple[Engine, tuple[Command, ...]]:
    """A new controller finds these phones for a call for which everybody was rung."""
    memo = CallMemo(TENANT, 900.0, queue_id=queue().id, queued_at=901.0, order=1)
    room_id = BridgeId("c1-hold1") if room else None
    caller = LegSeen(CALLER, True, True, number=number("sales"), room_id=room_id, memo=memo)
    pool = house()
    people = {**pool.agents, BOB: replace(pool.agents[BOB], answering=bob)}
    queues = {name: replace(line, choice=AgentChoice.RING_ALL) for name, line in pool.queues.items()}
    engine = Engine("2")
    engine.handle(PoolApplied(replace(pool, agents=people, queues=queues)), 1000.0)
    for agent_id, phone in ((ALICE, OUTSIDE), (BOB, None)):
        engine.handle(AgentRestored(agent_id, AgentState.RINGING, None, 905.0, phone), 1000.0)
    return engine, engine.handle(PbxConnected((caller, *phones)), 1000.0).commands


ALICES = LegSeen(LEG, False, True, endpoint=OUTSIDE, since=905.0)
BOBS = LegSeen(LEG2, False, False, endpoint=Endpoint("agent-bob"), since=905.0, ringing=True)
BOB_ANSWERED = replace(BOBS, answered=True, ringing=False)


@pytest.mark.parametrize("phones", [(ALICES, BOBS), (BOBS, ALICES)])
def test_a_controller_that_takes_over_lets_other_phones_ring_on(phones: tuple[LegSeen, ...]) -> None:
    """Whether the key was pressed or not."""
    engine, commands = taken_over(*phones)
    stopped = (StopPlayback(LEG, playback) for playback in (P1, P2, P3))
    assert commands == (*stopped, Play(LEG, PlaybackId(f"{LEG}-p1~2"), (ACME, PRESS)))
    commands = engine.handle(LegAnswered(LEG2), 1001.0).commands
    assert commands == (HangUp(LEG, HangUpReason.ANSWERED_ELSEWHERE), Play(LEG2, PlaybackId(f"{LEG2}-p1"), (ACME,)))


def test_who_answered_by_hand_has_the_call_of_who_must_press_a_key() -> None:
    """The controller before died in that moment."""
    _, commands = taken_over(ALICES, BOB_ANSWERED)
    assert commands[0] == StopPlayback(LEG2, PlaybackId(f"{LEG2}-p1"))
    assert isinstance(commands[1], Connect) and commands[1].agent_leg_id == LEG2
    assert HangUp(LEG) in commands[2:]


def test_two_who_must_press_a_key_are_both_asked_again() -> None:
    """The caller has music again; the first who presses it has the call."""
    engine, commands = taken_over(ALICES, BOB_ANSWERED, bob=Answering.PRESS, room=False)
    assert [command.lane for command in commands if isinstance(command, Play)] == [LEG, LEG2]
    assert any(isinstance(command, StartWaiting) for command in commands)
    engine.handle(DigitPressed(LEG2, "1"), 1001.0)
    assert [call.offer and call.offer.agent_id for call in engine.calls.calls.values()] == [BOB]


def test_a_call_can_be_moved_until_somebody_has_accepted_it() -> None:
    """A voicemail that picked up does not hold it."""
    here = MoveRequested(CallId("c1"), queue().id)
    book = told(alone()).on(here).refuses(SAME_QUEUE)
    book.on(DigitPressed(LEG, "1")).asks(some(StopPlayback), some(Connect)).on(here).refuses(ANSWERED).run()
