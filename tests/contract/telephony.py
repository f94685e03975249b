"""What every PBX must do with each command, whoever plays it: the real one and the simulated one.

A subclass gives a `bench` fixture; see test_fake_telephony.py and test_asterisk_telephony.py.
"""

import asyncio
from dataclasses import replace
from itertools import count
from typing import Protocol, TypeVar

import pytest

from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, HangUpReason, LegEndCause, LegId, PlaybackId
from acd.domain.commands import (
    Answer,
    CloseBridge,
    Command,
    Connect,
    HangUp,
    ListenIn,
    Play,
    Refusal,
    Remember,
    RingAgent,
    RingOutside,
    RingSupervisor,
    SendToSafetyNet,
    StartWaiting,
    StopListening,
    StopPlayback,
    TakeMessageFrom,
)
from acd.domain.errors import CommandRejected
from acd.domain.events import (
    CallArrived,
    DigitPressed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegEvent,
    LegHeld,
    LegRinging,
    LegUnheld,
    PlaybackEnded,
)
from acd.domain.flows import Prompt, StepName
from acd.domain.memo import CallMemo
from acd.domain.progress import Phase, Progress
from acd.domain.queues import QueueId
from acd.domain.tenants import TenantId
from acd.ports import Telephony
from acd.simulator.scripted_phones import (
    Answers,
    Busy,
    Declines,
    RingsOn,
    ScriptedPhone,
    Silent,
    Unreachable,
)

SHORT, LONG, MISSING = Prompt("beep"), Prompt("demo-congrats"), Prompt("no-such-sound")
QUIET_S = 0.3
"""So long nothing may come where nothing is to come."""

E = TypeVar("E", bound=Event)


class Heard:
    """Every event, and a way to wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()

    def submit(self, event: Event) -> None:
        """Take an event."""
        self.events.append(event)
        self._news.set()

    async def wait(self, kind: type[E], leg_id: LegId | None = None, within_s: float = 6.0) -> E:
        """Return the first event of this kind (of this leg)."""
        async with asyncio.timeout(within_s):
            while True:
                for event in self.events:
                    if isinstance(event, kind) and (leg_id is None or getattr(event, "leg_id", None) == leg_id):
                        return event
                self._news.clear()
                await self._news.wait()

    async def digits(self, leg_id: LegId, awaited: int) -> str:
        """Return the keys pressed at a leg, once so many were told."""
        async with asyncio.timeout(6.0):
            while len(pressed := self._pressed(leg_id)) < awaited:
                self._news.clear()
                await self._news.wait()
        return pressed

    def _pressed(self, leg_id: LegId) -> str:
        told = [event for event in self.events if isinstance(event, DigitPressed)]
        return "".join(event.digit for event in told if event.leg_id == leg_id)

    def of(self, leg_id: LegId) -> list[type[Event]]:
        """Kinds of events of a leg, in order, the end once."""
        kinds: list[type[Event]] = []
        for event in self.events:
            if getattr(event, "leg_id", None) != leg_id or (isinstance(event, LegEnded) and LegEnded in kinds):
                continue
            kinds.append(type(event))
        return kinds


class Bench(Protocol):
    """A PBX with people around it."""

    telephony: Telephony
    heard: Heard

    async def call(self) -> CallArrived:
        """Somebody calls; returns when the call has arrived."""

    async def phone(self, behaviour: ScriptedPhone) -> Endpoint:
        """A registered phone that behaves like this."""

    async def outside(self, behaviour: ScriptedPhone) -> Endpoint:
        """A number outside, behind a trunk, whose phone behaves like this."""

    def caller_hangs_up(self, leg_id: LegId) -> None:
        """The person who called does it."""

    def agent_hangs_up(self, leg_id: LegId) -> None:
        """The person who answered does it."""

    async def agent_holds(self, leg_id: LegId) -> None:
        """The person who answered presses hold."""

    async def agent_unholds(self, leg_id: LegId) -> None:
        """And takes the caller back."""

    def caller_presses(self, leg_id: LegId, digits: str) -> None:
        """The person who called presses keys, one after the other."""

    def agent_presses(self, leg_id: LegId, digits: str) -> None:
        """The person who answered presses keys, one after the other."""


def _id(leg_id: LegId, mark: str) -> str:
    return f"{leg_id}-{mark}"


def ring(caller: LegId, endpoint: Endpoint, timeout_s: float = 20.0, mark: str = "a1") -> RingAgent:
    """An offer."""
    return RingAgent(
        lane=LegId(_id(caller, mark)),
        call_id=CallId(caller),
        caller_leg_id=caller,
        agent_id=AgentId("alice"),
        endpoint=endpoint,
        caller=CallerId("+4930123", "Ann"),
        tenant_id=TenantId("t"),
        timeout_s=timeout_s,
    )


def room(caller: LegId, mark: str = "hold1", music: str = "default") -> StartWaiting:
    """A waiting room."""
    return StartWaiting(caller, BridgeId(_id(caller, mark)), music)


def remember(caller: LegId, mark: str = "hold1") -> Remember:
    """What is to be kept beside a waiting room: as much as ever is."""
    memo = CallMemo(
        TenantId("t"),
        arrived=0.5,
        progress=Progress(StepName("2"), Phase.ELSEWHERE, taken=3, line=StepName("2")),
        queue_id=QueueId("support"),
        queued_at=1.5,
        order=7,
        ahead=35.25,
        asked_ahead=-300.0,
        put_back=60.5,
        moves=3,
    )
    return Remember(caller, BridgeId(_id(caller, mark)), memo)


def play(leg_id: LegId, *prompts: Prompt, mark: str = "p1") -> Play:
    """Sounds."""
    return Play(leg_id, PlaybackId(_id(leg_id, mark)), prompts)


async def rejected(bench: Bench, command: Command) -> Refusal:
    """Carry out a command that is to be refused."""
    with pytest.raises(CommandRejected) as caught:
        await bench.telephony.execute(command)
    return caught.value.refusal


async def answered_caller(bench: Bench) -> LegId:
    """A caller who is answered."""
    caller = (await bench.call()).leg_id
    await bench.telephony.execute(Answer(caller))
    await bench.heard.wait(LegAnswered, caller)
    return caller


async def answered_agent(bench: Bench, caller: LegId) -> LegId:
    """An agent's leg that was answered."""
    command = ring(caller, await bench.phone(Answers(after_s=0.1)))
    await bench.telephony.execute(command)
    await bench.heard.wait(LegAnswered, command.lane)
    return command.lane


def ring_outside(caller: LegId, endpoint: Endpoint, timeout_s: float = 20.0) -> RingOutside:
    """An outside number is called for a caller."""
    return RingOutside(LegId(_id(caller, "o1")), endpoint, CallerId("+4989500"), timeout_s)


async def conversation(bench: Bench) -> tuple[LegId, LegId]:
    """A caller, out of the waiting room, who talks to an agent."""
    caller = await answered_caller(bench)
    await bench.telephony.execute(room(caller))
    agent = await answered_agent(bench, caller)
    await bench.telephony.execute(Connect(caller, agent, BridgeId(_id(caller, "talk1"))))
    await bench.heard.wait(LegConnected, agent)
    return caller, agent


def ring_supervisor(endpoint: Endpoint) -> RingSupervisor:
    """A supervisor who is wanted; the name is used once in the life of a PBX."""
    lane = LegId(f"supervisor~{next(_NUMBERS)}")
    return RingSupervisor(lane, AgentId("sue"), endpoint, CallerId("7001", "Alice"), 20.0)


_NUMBERS = count(1)


def listen(supervisor: LegId, agent: LegId) -> ListenIn:
    """A supervisor who listens."""
    return ListenIn(supervisor, agent, LegId(f"{supervisor}-ear"), BridgeId(f"{supervisor}-room"))


def stop_listening(command: ListenIn) -> StopListening:
    """The end of it."""
    return StopListening(command.lane, command.ear_id, command.bridge_id)


async def answered_supervisor(bench: Bench) -> LegId:
    """A supervisor's leg that was answered."""
    command = ring_supervisor(await bench.phone(Answers(after_s=0.1)))
    await bench.telephony.execute(command)
    await bench.heard.wait(LegAnswered, command.lane)
    return command.lane


async def listening(bench: Bench) -> tuple[LegId, LegId, ListenIn]:
    """A caller and an agent who talk, and a supervisor who listens to them."""
    caller, agent = await conversation(bench)
    command = listen(await answered_supervisor(bench), agent)
    await bench.telephony.execute(command)
    await bench.heard.wait(LegConnected, command.lane)
    return caller, agent, command


class TelephonyContract:
    """The tests."""

    async def test_a_caller_is_answered(self, bench: Bench) -> None:
        """Nothing happens to a caller before we say so."""
        arrived = await bench.call()
        assert str(arrived.leg_id) == str(arrived.call_id)
        assert bench.heard.of(arrived.leg_id) == [CallArrived]
        await bench.telephony.execute(Answer(arrived.leg_id))
        await bench.heard.wait(LegAnswered, arrived.leg_id)

    @pytest.mark.parametrize("prompts", [(SHORT,), (MISSING,), (MISSING, SHORT), (SHORT, MISSING)])
    async def test_a_playback_ends(self, bench: Bench, prompts: tuple[Prompt, ...]) -> None:
        """Also when a sound is missing: it is passed over, and told if it was the last."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(play(caller, *prompts))
        ended = await bench.heard.wait(PlaybackEnded, caller)
        assert ended == PlaybackEnded(caller, PlaybackId(_id(caller, "p1")), failed=prompts[-1] is MISSING)

    async def test_a_playback_without_sounds_is_refused(self, bench: Bench) -> None:
        """It has no end that could be told."""
        caller = await answered_caller(bench)
        assert await rejected(bench, play(caller)) is Refusal.REFUSED

    async def test_a_playback_is_stopped(self, bench: Bench) -> None:
        """Its end is told at once; stopping what is over is no error."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(play(caller, LONG))
        await asyncio.sleep(QUIET_S)
        assert PlaybackEnded not in bench.heard.of(caller)
        stop = StopPlayback(caller, PlaybackId(_id(caller, "p1")))
        await bench.telephony.execute(stop)
        ended = await bench.heard.wait(PlaybackEnded, caller, within_s=1.0)
        assert not ended.failed
        await bench.telephony.execute(stop)

    @pytest.mark.parametrize("music", ["default", "no-such-class"])
    async def test_waiting(self, bench: Bench, music: str) -> None:
        """Nothing comes back; an announcement can be played to one who waits."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(room(caller, music=music))
        await bench.telephony.execute(play(caller, SHORT))
        await bench.heard.wait(PlaybackEnded, caller)
        assert bench.heard.of(caller) == [CallArrived, LegAnswered, PlaybackEnded]

    async def test_a_room_that_exists_is_refused(self, bench: Bench) -> None:
        """Ids are never used twice."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(room(caller))
        assert await rejected(bench, room(caller)) is Refusal.REFUSED

    async def test_another_room_may_have_other_music(self, bench: Bench) -> None:
        """The one before is closed first."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(room(caller, music="no-such-class"))
        await bench.telephony.execute(CloseBridge(caller, BridgeId(_id(caller, "hold1"))))
        await bench.telephony.execute(replace(room(caller, "hold2"), changes_music=True))
        await bench.telephony.execute(play(caller, SHORT))
        await bench.heard.wait(PlaybackEnded, caller)
        assert bench.heard.of(caller) == [CallArrived, LegAnswered, PlaybackEnded]

    async def test_what_is_kept_beside_a_room_is_written_anew(self, bench: Bench) -> None:
        """Nothing comes back, however often; with the room it is gone."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(room(caller))
        command = remember(caller)
        await bench.telephony.execute(command)
        await bench.telephony.execute(command)
        await bench.telephony.execute(CloseBridge(caller, command.room_id))
        assert await rejected(bench, command) is Refusal.GONE
        await asyncio.sleep(QUIET_S)
        assert bench.heard.of(caller) == [CallArrived, LegAnswered]

    async def test_an_agent_answers(self, bench: Bench) -> None:
        """First it rings."""
        caller = await answered_caller(bench)
        agent = await answered_agent(bench, caller)
        assert bench.heard.of(agent) == [LegRinging, LegAnswered]

    async def test_a_number_outside_is_rung_as_a_phone_is(self, bench: Bench) -> None:
        """By the trunk to it."""
        caller = await answered_caller(bench)
        command = ring(caller, await bench.outside(Answers(after_s=0.1)))
        await bench.telephony.execute(command)
        await bench.heard.wait(LegAnswered, command.lane)
        assert bench.heard.of(command.lane) == [LegRinging, LegAnswered]
        await bench.telephony.execute(Connect(caller, command.lane, BridgeId(_id(caller, "talk1"))))
        await bench.heard.wait(LegConnected, command.lane)

    async def test_a_phone_that_is_asked_to_pick_up_by_itself_and_does_not(self, bench: Bench) -> None:
        """It rings, and is answered, as any other."""
        caller = await answered_caller(bench)
        command = replace(ring(caller, await bench.phone(Answers(after_s=0.1))), auto_answer=True)
        await bench.telephony.execute(command)
        await bench.heard.wait(LegAnswered, command.lane)
        assert bench.heard.of(command.lane) == [LegRinging, LegAnswered]

    @pytest.mark.parametrize(
        ("phone", "events", "cause"),
        [
            (Busy(), [LegEnded], LegEndCause.BUSY),
            (Declines(after_s=0.2), [LegRinging, LegEnded], LegEndCause.REFUSED),
            (Unreachable(), [LegEnded], LegEndCause.UNREACHABLE),
        ],
    )
    async def test_a_phone_refuses(
        self, bench: Bench, phone: ScriptedPhone, events: list[type[LegEvent]], cause: LegEndCause
    ) -> None:
        """What the agent wants and what the network does are told apart."""
        caller = await answered_caller(bench)
        command = ring(caller, await bench.phone(phone))
        await bench.telephony.execute(command)
        ended = await bench.heard.wait(LegEnded, command.lane)
        assert ended.cause is cause
        assert bench.heard.of(command.lane) == events

    @pytest.mark.parametrize(
        ("phone", "events", "cause"),
        [
            (RingsOn(), [LegRinging, LegEnded], LegEndCause.NO_ANSWER),
            (Silent(), [LegEnded], LegEndCause.UNREACHABLE),
        ],
    )
    async def test_nobody_answers(
        self, bench: Bench, phone: ScriptedPhone, events: list[type[LegEvent]], cause: LegEndCause
    ) -> None:
        """The PBX ends it, a little after the time that was asked for."""
        caller = await answered_caller(bench)
        command = ring(caller, await bench.phone(phone), timeout_s=0.5)
        await bench.telephony.execute(command)
        ended = await bench.heard.wait(LegEnded, command.lane)
        assert ended.cause is cause
        assert bench.heard.of(command.lane) == events

    @pytest.mark.parametrize("phone", [RingsOn(), Silent()])
    @pytest.mark.parametrize("reason", [HangUpReason.ANSWERED_ELSEWHERE, HangUpReason.NO_ANSWER])
    async def test_an_offer_is_taken_back(self, bench: Bench, phone: ScriptedPhone, reason: HangUpReason) -> None:
        """Our own wish is no refusal of the agent's."""
        caller = await answered_caller(bench)
        command = ring(caller, await bench.phone(phone))
        await bench.telephony.execute(command)
        if isinstance(phone, RingsOn):
            await bench.heard.wait(LegRinging, command.lane)
        await bench.telephony.execute(HangUp(command.lane, reason))
        ended = await bench.heard.wait(LegEnded, command.lane)
        assert ended.cause not in (LegEndCause.BUSY, LegEndCause.REFUSED)

    async def test_a_phone_that_is_not_there_is_refused(self, bench: Bench) -> None:
        """At once; there is no leg whose end could be told."""
        caller = await answered_caller(bench)
        command = ring(caller, Endpoint("agent-nobody"))
        assert await rejected(bench, command) is Refusal.REFUSED
        await asyncio.sleep(QUIET_S)
        assert bench.heard.of(command.lane) == []

    async def test_a_leg_that_exists_is_refused(self, bench: Bench) -> None:
        """And the one that exists goes on."""
        caller, agent = await conversation(bench)
        again = ring(caller, await bench.phone(RingsOn()), mark="a2")
        await bench.telephony.execute(again)
        assert await rejected(bench, again) is Refusal.REFUSED
        for leg_id in (caller, agent, again.lane):
            assert LegEnded not in bench.heard.of(leg_id)
        await bench.telephony.execute(HangUp(again.lane))
        await bench.heard.wait(LegEnded, again.lane)

    async def test_a_conversation(self, bench: Bench) -> None:
        """Out of the waiting room; the room can go then."""
        caller, agent = await conversation(bench)
        await bench.telephony.execute(CloseBridge(caller, BridgeId(_id(caller, "hold1"))))
        await asyncio.sleep(QUIET_S)
        assert bench.heard.of(agent) == [LegRinging, LegAnswered, LegConnected]
        assert LegEnded not in bench.heard.of(caller)

    async def test_hold(self, bench: Bench) -> None:
        """By the phone's own key."""
        _, agent = await conversation(bench)
        await bench.agent_holds(agent)
        await bench.heard.wait(LegHeld, agent)
        await bench.agent_unholds(agent)
        await bench.heard.wait(LegUnheld, agent)

    async def test_keys_of_a_caller(self, bench: Bench) -> None:
        """Each is told once, also one that is pressed twice: while nothing is heard, in line, and during a sound."""
        caller = await answered_caller(bench)
        bench.caller_presses(caller, "0123456789*#")
        assert await bench.heard.digits(caller, 12) == "0123456789*#"
        await bench.telephony.execute(room(caller))
        bench.caller_presses(caller, "ABCD")
        assert await bench.heard.digits(caller, 16) == "0123456789*#ABCD"
        await bench.telephony.execute(play(caller, LONG))
        bench.caller_presses(caller, "11")
        assert await bench.heard.digits(caller, 18) == "0123456789*#ABCD11"
        await asyncio.sleep(QUIET_S)
        assert await bench.heard.digits(caller, 18) == "0123456789*#ABCD11"

    async def test_keys_of_an_agent(self, bench: Bench) -> None:
        """Before the conversation, whether something is played or not."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(room(caller))
        agent = await answered_agent(bench, caller)
        bench.agent_presses(agent, "2")
        assert await bench.heard.digits(agent, 1) == "2"
        await bench.telephony.execute(play(agent, LONG))
        bench.agent_presses(agent, "#1")
        assert await bench.heard.digits(agent, 3) == "2#1"
        assert DigitPressed not in bench.heard.of(caller)

    async def test_an_agent_hangs_up(self, bench: Bench) -> None:
        """The caller is still ours: to be waited with again, or let go."""
        caller, agent = await conversation(bench)
        bench.agent_hangs_up(agent)
        ended = await bench.heard.wait(LegEnded, agent)
        assert ended.cause is LegEndCause.NORMAL
        await bench.telephony.execute(CloseBridge(caller, BridgeId(_id(caller, "talk1"))))
        await bench.telephony.execute(room(caller, "hold2"))
        await bench.telephony.execute(play(caller, SHORT))
        await bench.heard.wait(PlaybackEnded, caller)
        assert LegEnded not in bench.heard.of(caller)

    async def test_a_supervisor_listens(self, bench: Bench) -> None:
        """The conversation is told nothing of it, nor of the end; an ear is no party of anything."""
        caller, agent, command = await listening(bench)
        assert bench.heard.of(command.lane) == [LegRinging, LegAnswered, LegConnected]
        await bench.telephony.execute(HangUp(command.lane))
        await bench.heard.wait(LegEnded, command.lane)
        assert bench.heard.of(command.ear_id) == []
        for _ in range(2):
            await bench.telephony.execute(stop_listening(command))
        await bench.heard.wait(LegEnded, command.ear_id)
        await asyncio.sleep(QUIET_S)
        assert bench.heard.of(agent) == [LegRinging, LegAnswered, LegConnected]
        assert bench.heard.of(caller) == [CallArrived, LegAnswered]

    async def test_an_ear_ends_with_the_leg_at_which_it_listens(self, bench: Bench) -> None:
        """The supervisor's leg is left, and hears nothing."""
        _, agent, command = await listening(bench)
        await bench.telephony.execute(HangUp(agent))
        await bench.heard.wait(LegEnded, command.ear_id)
        await bench.telephony.execute(stop_listening(command))
        await asyncio.sleep(QUIET_S)
        assert LegEnded not in bench.heard.of(command.lane)
        await bench.telephony.execute(HangUp(command.lane))
        await bench.heard.wait(LegEnded, command.lane)

    @pytest.mark.parametrize("who", ["agent", "supervisor"])
    async def test_there_is_nothing_to_listen_to_or_nobody_to_listen(self, bench: Bench, who: str) -> None:
        """Whoever is gone; what was begun is taken away by the next command."""
        _, agent = await conversation(bench)
        command = listen(await answered_supervisor(bench), agent)
        gone = agent if who == "agent" else command.lane
        await bench.telephony.execute(HangUp(gone))
        await bench.heard.wait(LegEnded, gone)
        await asyncio.sleep(0.05)
        assert await rejected(bench, command) is Refusal.GONE
        await bench.telephony.execute(stop_listening(command))
        if who == "agent":
            await bench.telephony.execute(HangUp(command.lane))
            await bench.heard.wait(LegEnded, command.lane)

    async def test_a_caller_talks_to_an_outside_number(self, bench: Bench) -> None:
        """It rings, answers and is connected as an agent's phone is; either side may go first."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(room(caller))
        command = ring_outside(caller, await bench.outside(Answers(after_s=0.1)))
        await bench.telephony.execute(command)
        await bench.heard.wait(LegAnswered, command.lane)
        await bench.telephony.execute(Connect(caller, command.lane, BridgeId(_id(caller, "out1")), outside=True))
        await bench.heard.wait(LegConnected, command.lane)
        await bench.telephony.execute(CloseBridge(caller, BridgeId(_id(caller, "hold1"))))
        bench.agent_hangs_up(command.lane)
        await bench.heard.wait(LegEnded, command.lane)
        assert bench.heard.of(command.lane) == [LegRinging, LegAnswered, LegConnected, LegEnded]
        assert LegEnded not in bench.heard.of(caller)

    @pytest.mark.parametrize(
        ("number", "cause"),
        [
            (Busy(), LegEndCause.BUSY),
            (Declines(after_s=0.2), LegEndCause.REFUSED),
            (Unreachable(), LegEndCause.UNREACHABLE),
        ],
    )
    async def test_an_outside_number_is_not_reached(
        self, bench: Bench, number: ScriptedPhone, cause: LegEndCause
    ) -> None:
        """And the caller waits on."""
        caller = await answered_caller(bench)
        command = ring_outside(caller, await bench.outside(number))
        await bench.telephony.execute(command)
        assert (await bench.heard.wait(LegEnded, command.lane)).cause is cause
        assert LegEnded not in bench.heard.of(caller)

    async def test_a_trunk_that_is_not_there_is_refused(self, bench: Bench) -> None:
        """At once."""
        caller = await answered_caller(bench)
        command = ring_outside(caller, Endpoint("+4989123@trunk-nowhere"))
        assert await rejected(bench, command) is Refusal.REFUSED
        await asyncio.sleep(QUIET_S)
        assert bench.heard.of(command.lane) == []

    async def test_nobody_outside_is_left_alone(self, bench: Bench) -> None:
        """A machine that answered, and was never connected, is hung up by the PBX itself."""
        caller = await answered_caller(bench)
        command = ring_outside(caller, await bench.outside(Answers(after_s=0.1)), timeout_s=1.0)
        await bench.telephony.execute(command)
        await bench.heard.wait(LegAnswered, command.lane)
        await bench.heard.wait(LegEnded, command.lane, within_s=18.0)

    async def test_a_caller_hangs_up_in_conversation(self, bench: Bench) -> None:
        """The agent's leg stays until we end it."""
        caller, agent = await conversation(bench)
        bench.caller_hangs_up(caller)
        await bench.heard.wait(LegEnded, caller)
        await asyncio.sleep(QUIET_S)
        assert LegEnded not in bench.heard.of(agent)
        await bench.telephony.execute(HangUp(agent))
        await bench.heard.wait(LegEnded, agent)

    async def test_a_caller_hangs_up_before_anything(self, bench: Bench) -> None:
        """Not answered yet."""
        caller = (await bench.call()).leg_id
        bench.caller_hangs_up(caller)
        ended = await bench.heard.wait(LegEnded, caller)
        assert ended.cause is LegEndCause.NORMAL

    async def test_a_caller_hangs_up_while_something_is_played(self, bench: Bench) -> None:
        """Both ends are told."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(play(caller, LONG))
        bench.caller_hangs_up(caller)
        await bench.heard.wait(LegEnded, caller)
        await bench.heard.wait(PlaybackEnded, caller)

    async def test_a_caller_hangs_up_while_a_phone_rings(self, bench: Bench) -> None:
        """The phone rings on until we say otherwise."""
        caller = await answered_caller(bench)
        command = ring(caller, await bench.phone(RingsOn()))
        await bench.telephony.execute(command)
        await bench.heard.wait(LegRinging, command.lane)
        bench.caller_hangs_up(caller)
        await bench.heard.wait(LegEnded, caller)
        await asyncio.sleep(QUIET_S)
        assert bench.heard.of(command.lane) == [LegRinging]
        await bench.telephony.execute(HangUp(command.lane))
        await bench.heard.wait(LegEnded, command.lane)

    @pytest.mark.parametrize("reason", list(HangUpReason))
    @pytest.mark.parametrize("answered", [True, False])
    async def test_we_hang_up(self, bench: Bench, reason: HangUpReason, answered: bool) -> None:
        """For any reason, answered or not; once more is too late."""
        caller = await answered_caller(bench) if answered else (await bench.call()).leg_id
        await bench.telephony.execute(HangUp(caller, reason))
        await bench.heard.wait(LegEnded, caller)
        await asyncio.sleep(0.05)
        assert await rejected(bench, HangUp(caller, reason)) is Refusal.GONE

    async def test_bridges_that_are_gone_are_closed(self, bench: Bench) -> None:
        """Twice, or never opened."""
        caller, agent = await conversation(bench)
        await bench.telephony.execute(HangUp(agent))
        await bench.telephony.execute(HangUp(caller))
        await bench.heard.wait(LegEnded, caller)
        for mark in ("talk1", "talk1", "hold1", "never"):
            await bench.telephony.execute(CloseBridge(caller, BridgeId(_id(caller, mark))))

    async def test_the_safety_net_takes_a_caller(self, bench: Bench) -> None:
        """For us the leg is over; nothing more can be done with it."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(SendToSafetyNet(caller))
        await bench.heard.wait(LegEnded, caller)
        await asyncio.sleep(0.05)
        await rejected(bench, play(caller, SHORT))

    async def test_a_caller_who_waits_goes_to_the_safety_net(self, bench: Bench) -> None:
        """Out of the waiting room as well."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(room(caller))
        await bench.telephony.execute(SendToSafetyNet(caller))
        await bench.heard.wait(LegEnded, caller)

    async def test_a_caller_who_waits_is_asked_for_a_message(self, bench: Bench) -> None:
        """What is being said is cut off; for us the leg is over."""
        caller = await answered_caller(bench)
        await bench.telephony.execute(room(caller))
        saying = play(caller, LONG)
        await bench.telephony.execute(saying)
        await bench.telephony.execute(StopPlayback(caller, saying.playback_id))
        await bench.telephony.execute(TakeMessageFrom(caller))
        await bench.heard.wait(LegEnded, caller)

    async def test_nothing_can_be_done_with_a_leg_that_is_gone(self, bench: Bench) -> None:
        """Every command says so in the same word."""
        caller = await answered_caller(bench)
        agent = await answered_agent(bench, caller)
        await bench.telephony.execute(HangUp(caller))
        await bench.heard.wait(LegEnded, caller)
        await asyncio.sleep(0.05)
        bridge = BridgeId(_id(caller, "talk1"))
        for command in (
            Answer(caller),
            play(caller, SHORT),
            room(caller),
            Connect(caller, agent, bridge),
            SendToSafetyNet(caller),
            TakeMessageFrom(caller),
            HangUp(caller),
        ):
            assert await rejected(bench, command) is Refusal.GONE, command
        assert LegConnected not in bench.heard.of(agent)

    async def test_an_agent_who_is_gone_is_not_connected(self, bench: Bench) -> None:
        """The caller stays, and can wait again."""
        caller = await answered_caller(bench)
        agent = await answered_agent(bench, caller)
        bench.agent_hangs_up(agent)
        await bench.heard.wait(LegEnded, agent)
        await asyncio.sleep(0.05)
        bridge = BridgeId(_id(caller, "talk1"))
        assert await rejected(bench, Connect(caller, agent, bridge)) is Refusal.GONE
        await bench.telephony.execute(CloseBridge(caller, bridge))
        await bench.telephony.execute(room(caller))
        assert LegEnded not in bench.heard.of(caller)
