"""A PBX that behaves, in the words of the domain: no SIP, no ARI, no clock of its own.

Stepped by hand for a virtual clock (`apply`, `next_deadline`, `advance`), or run in real time by `live_telephony`.
It keeps to the contract of `tests/contract`, as the real one does.
"""

import heapq
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from acd.domain.agents import Endpoint
from acd.domain.calls import CallerId, CallId, LegEndCause, LegId
from acd.domain.commands import (
    AdoptRecording,
    Answer,
    AskWeb,
    CloseBridge,
    Command,
    Connect,
    HangUp,
    ListenIn,
    PauseRecording,
    Play,
    Refusal,
    Remember,
    ResumeRecording,
    RingAgent,
    RingOutside,
    RingSupervisor,
    SendToSafetyNet,
    StartRecording,
    StartWaiting,
    StopListening,
    StopPlayback,
    StopRecording,
    TakeMessageFrom,
)
from acd.domain.errors import CommandRejected, TransportError
from acd.domain.events import (
    CallArrived,
    DigitPressed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegHeld,
    LegRinging,
    LegSeen,
    LegUnheld,
    PbxConnected,
    PbxLost,
    PlaybackEnded,
    RecordingAdopted,
    RecordingBegan,
    RecordingMuted,
)
from acd.domain.tenants import Number
from acd.domain.web_asks import AskFailure, WebAnswered, WebFailed
from acd.simulator.pbx_state import Leg, PbxState
from acd.simulator.scripted_phones import ScriptedPhone, script

RING_MARGIN_S = 2.0
"""So much longer than asked for does the PBX ring; the engine's own timer is to be the first."""
ALONE_S = 10.0
"""So much longer may somebody outside who answered be alone."""


class FakeTelephony:
    """One PBX with scripted phones, advanced by whoever owns the clock. All times are monotonic seconds."""

    def __init__(self, sound_s: Callable[[str], float] = lambda _: 1.0, latency_s: float = 0.002) -> None:
        """`sound_s` tells how long a prompt lasts (0: it is missing); `latency_s` is that of every event."""
        self.phones: dict[Endpoint, ScriptedPhone] = {}
        """How each phone behaves from the next call on; a phone that is not here is not registered."""
        self.commands: list[Command] = []
        """Everything that was asked for, also what was refused."""
        self._sound_s = sound_s
        self._latency_s = latency_s
        self._state = PbxState()
        self._due: list[tuple[float, int, Callable[[float], list[Event]]]] = []
        self._order = count()
        self._calls = count(1)
        self._linked = True
        self.web: Callable[[AskWeb], Mapping[str, str] | AskFailure] = lambda _: AskFailure.UNKNOWN_TARGET
        """What other systems answer."""

    # -- stepping

    def next_deadline(self) -> float | None:
        """Return when `advance` has something to do; None while nothing is under way."""
        return self._due[0][0] if self._due else None

    def advance(self, now: float) -> list[Event]:
        """Let everything happen that is due, and return what is told of it, in order."""
        told: list[Event] = []
        while self._due and self._due[0][0] <= now:
            at, _, happening = heapq.heappop(self._due)
            told += self._heard(happening(at))
        return told

    def apply(self, command: Command, now: float) -> None:
        """Carry out a command; what comes of it is told later. Raises CommandRejected and TransportError."""
        self.commands.append(command)
        if not self._linked:
            raise TransportError("The link to the PBX is down.")
        _HANDLERS[type(command)](self, command, now)

    # -- what people do

    def arrive(self, number: str, caller: CallerId, now: float) -> LegId:
        """A caller dials a number. Returns the id that the call will have."""
        call_id = CallId(f"sim-{next(self._calls)}")
        leg = self._state.add(LegId(call_id), endpoint=None)
        self._tell(now, CallArrived(call_id, leg.id, Number(number), caller))
        return leg.id

    def hang_up(self, leg_id: LegId, now: float) -> None:
        """The person at this leg hangs up; nothing happens if the leg is gone."""
        self._end(leg_id, LegEndCause.NORMAL, now)

    def hold(self, leg_id: LegId, now: float) -> None:
        """The person at this leg presses hold."""
        self._tell(now, LegHeld(leg_id))

    def unhold(self, leg_id: LegId, now: float) -> None:
        """The person at this leg comes back from hold."""
        self._tell(now, LegUnheld(leg_id))

    def press(self, leg_id: LegId, digit: str, now: float) -> None:
        """The person at this leg presses a key."""
        self._tell(now, DigitPressed(leg_id, digit))

    # -- what happens to the link

    def lose_link(self, now: float) -> None:
        """Calls go on; nothing is told, and nothing can be asked for, until `restore_link`."""
        self._at(now, lambda _: [PbxLost()])
        self._at(now, self._unlink)

    def restore_link(self, now: float, *, restarted: bool = False) -> None:
        """The link is back. `restarted`: the PBX began anew, and every call is gone."""
        self._at(now, lambda _: self._relink(restarted))

    def legs(self) -> tuple[LegSeen, ...]:
        """Return what the PBX holds."""
        return self._state.seen()

    # -- how it comes about

    def _at(self, due: float, happening: Callable[[float], list[Event]]) -> None:
        heapq.heappush(self._due, (due, next(self._order), happening))

    def _tell(self, now: float, event: Event) -> None:
        """Tell an event of a leg, unless the leg is gone by then."""
        leg_id: LegId | None = getattr(event, "leg_id", None)
        self._at(now + self._latency_s, lambda _: [event] if leg_id in self._state.legs else [])

    def _heard(self, events: list[Event]) -> list[Event]:
        return [event for event in events if self._linked or isinstance(event, PbxConnected)]

    def _unlink(self, _: float) -> list[Event]:
        self._linked = False
        return []

    def _relink(self, restarted: bool) -> list[Event]:
        self._linked = True
        if restarted:
            self._state = PbxState()
        return [PbxConnected(self.legs(), restarted)]

    def _end(self, leg_id: LegId, cause: LegEndCause, now: float) -> None:
        self._at(now + self._latency_s, lambda _: self._ended(leg_id, cause))

    def _ended(self, leg_id: LegId, cause: LegEndCause) -> list[Event]:
        leg = self._state.remove(leg_id)
        if leg is None:
            return []
        # Asterisk tells of the hang-up before it tells of the sound that it cut off
        cut_off = [PlaybackEnded(leg_id, playback_id) for playback_id in leg.playing]
        ears = [event for ear in self._state.ears_at(leg_id) for event in self._ended(ear, LegEndCause.NORMAL)]
        return [LegEnded(leg_id, cause), *cut_off, *ears]

    def _leg(self, leg_id: LegId) -> Leg:
        leg = self._state.legs.get(leg_id)
        if leg is None:
            raise CommandRejected(Refusal.GONE, f"no leg {leg_id}")
        return leg

    # -- commands

    def _answer(self, command: Answer, now: float) -> None:
        self._leg(command.lane).answered = True
        self._tell(now, LegAnswered(command.lane))

    def _play(self, command: Play, now: float) -> None:
        leg = self._leg(command.lane)
        if not command.prompts:
            raise CommandRejected(Refusal.REFUSED, "no sound to play")
        leg.playing.append(command.playback_id)
        # a second playback waits for the first
        leg.busy_until = max(leg.busy_until, now) + sum(self._sound_s(prompt) for prompt in command.prompts)
        failed = not self._sound_s(command.prompts[-1])
        self._at(
            leg.busy_until + self._latency_s,
            lambda _: self._state.stop_playing(command.lane, command.playback_id, failed=failed),
        )

    def _stop_playback(self, command: StopPlayback, now: float) -> None:
        # one that is over, or whose leg is gone, is no error
        self._at(now + self._latency_s, lambda _: self._state.stop_playing(command.lane, command.playback_id))

    def _start_waiting(self, command: StartWaiting, _: float) -> None:
        leg = self._leg(command.lane)
        self._state.open_bridge(command.room_id)
        self._state.move(leg, command.room_id)

    def _remember(self, command: Remember, _: float) -> None:
        if command.room_id not in self._state.bridges:
            raise CommandRejected(Refusal.GONE, f"no bridge {command.room_id}")

    def _ring(self, command: RingAgent | RingOutside | RingSupervisor, now: float) -> None:
        phone = self.phones.get(command.endpoint)
        if phone is None:
            raise CommandRejected(Refusal.REFUSED, f"phone {command.endpoint} is not registered")
        if command.lane in self._state.legs:
            raise CommandRejected(Refusal.REFUSED, f"leg {command.lane} exists")
        leg = self._state.add(command.lane, command.endpoint)
        deeds = script(phone)
        if deeds.rings_after_s is not None:
            self._at(now + deeds.rings_after_s + self._latency_s, lambda _: self._rang(leg))
        if deeds.answers_after_s is not None:
            self._at(now + deeds.answers_after_s + self._latency_s, lambda _: self._picked_up(leg))
        if deeds.refuses is not None:
            cause, after_s = deeds.refuses
            self._end(leg.id, cause, now + after_s)
        give_up_s = command.timeout_s + RING_MARGIN_S
        self._at(now + give_up_s, lambda _: self._gave_up(leg))
        if isinstance(command, RingOutside):
            self._at(now + give_up_s + ALONE_S, lambda _: self._left_alone(leg))

    def _rang(self, leg: Leg) -> list[Event]:
        if leg.id not in self._state.legs:
            return []
        leg.rang = True
        return [LegRinging(leg.id)]

    def _picked_up(self, leg: Leg) -> list[Event]:
        if leg.id not in self._state.legs:
            return []
        leg.answered = True
        return [LegAnswered(leg.id)]

    def _gave_up(self, leg: Leg) -> list[Event]:
        if leg.answered:
            return []
        return self._ended(leg.id, LegEndCause.NO_ANSWER if leg.rang else LegEndCause.UNREACHABLE)

    def _left_alone(self, leg: Leg) -> list[Event]:
        return [] if leg.joined else self._ended(leg.id, LegEndCause.NORMAL)

    def _connect(self, command: Connect, now: float) -> None:
        caller, agent = self._leg(command.lane), self._leg(command.agent_leg_id)
        self._state.open_bridge(command.bridge_id)
        self._state.move(caller, command.bridge_id)
        self._state.move(agent, command.bridge_id)
        agent.joined = True
        self._tell(now, LegConnected(agent.id))

    def _listen_in(self, command: ListenIn, now: float) -> None:
        supervisor = self._leg(command.lane)
        self._leg(command.agent_leg_id)
        if command.ear_id in self._state.legs:
            raise CommandRejected(Refusal.REFUSED, f"leg {command.ear_id} exists")
        ear = self._state.add(command.ear_id, None, listens_to=command.agent_leg_id)
        self._state.open_bridge(command.bridge_id)
        self._state.move(ear, command.bridge_id)
        self._state.move(supervisor, command.bridge_id)
        self._tell(now, LegConnected(supervisor.id))

    def _stop_listening(self, command: StopListening, now: float) -> None:
        self._end(command.ear_id, LegEndCause.NORMAL, now)
        self._state.close_bridge(command.bridge_id)

    def _hang_up(self, command: HangUp, now: float) -> None:
        self._leg(command.lane)
        self._end(command.lane, LegEndCause.NORMAL, now)

    def _close_bridge(self, command: CloseBridge, _: float) -> None:
        self._state.close_bridge(command.bridge_id)

    def _send_to_safety_net(self, command: SendToSafetyNet | TakeMessageFrom, now: float) -> None:
        self._leg(command.lane)
        self._end(command.lane, LegEndCause.NORMAL, now)

    def _ask_web(self, command: AskWeb, now: float) -> None:
        answer = self.web(command)
        if isinstance(answer, AskFailure):
            self._tell(now, WebFailed(command.lane, command.ask_id, answer))
        else:
            self._tell(now, WebAnswered(command.lane, command.ask_id, answer))

    def _start_recording(self, command: StartRecording, now: float) -> None:
        # there is no sound to be kept: the leg must be there, and that is all
        self._leg(command.lane)
        self._tell(now, RecordingBegan(command.lane, command.recording_id))

    def _adopt_recording(self, command: AdoptRecording, now: float) -> None:
        self._leg(command.lane)
        self._tell(now, RecordingAdopted(command.lane, command.recording_id))

    def _mute_recording(self, command: PauseRecording | ResumeRecording, now: float) -> None:
        self._leg(command.lane)
        muted = isinstance(command, PauseRecording)
        self._tell(now, RecordingMuted(command.lane, command.recording_id, muted))

    def _stop_recording(self, command: StopRecording, _: float) -> None:
        self._leg(command.lane)


_HANDLERS: dict[type, Callable[[FakeTelephony, Any, float], None]] = {
    Answer: FakeTelephony._answer,
    Play: FakeTelephony._play,
    StopPlayback: FakeTelephony._stop_playback,
    StartWaiting: FakeTelephony._start_waiting,
    Remember: FakeTelephony._remember,
    RingAgent: FakeTelephony._ring,
    RingOutside: FakeTelephony._ring,
    RingSupervisor: FakeTelephony._ring,
    ListenIn: FakeTelephony._listen_in,
    StopListening: FakeTelephony._stop_listening,
    Connect: FakeTelephony._connect,
    HangUp: FakeTelephony._hang_up,
    CloseBridge: FakeTelephony._close_bridge,
    SendToSafetyNet: FakeTelephony._send_to_safety_net,
    TakeMessageFrom: FakeTelephony._send_to_safety_net,
    AskWeb: FakeTelephony._ask_web,
    StartRecording: FakeTelephony._start_recording,
    AdoptRecording: FakeTelephony._adopt_recording,
    StopRecording: FakeTelephony._stop_recording,
    PauseRecording: FakeTelephony._mute_recording,
    ResumeRecording: FakeTelephony._mute_recording,
}
