"""What a PBX holds and tells, as far as the engine can see it: legs, bridges, lanes of commands, events under way.

Deliberately plain: no codes, and no time but when a leg began. Events of one leg come in order; those of different legs
in any order.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from acd.domain.agents import Endpoint
from acd.domain.calls import NOBODY, BridgeId, CallerId, LegEndCause, LegId, PlaybackId
from acd.domain.commands import (
    AdoptRecording,
    Answer,
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
from acd.domain.events import (
    CommandFailed,
    Event,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    LegSeen,
    PlaybackEnded,
    RecordingAdopted,
    RecordingBegan,
    RecordingMuted,
)
from acd.domain.memo import CallMemo
from acd.domain.recordings import RecordingId
from acd.domain.tenants import Number


@dataclass
class ModelLeg:
    """A channel."""

    id: LegId
    endpoint: Endpoint | None
    answered: bool = False
    bridge: BridgeId | None = None
    number: Number | None = None
    caller: CallerId = NOBODY
    rang: bool = False
    memo: CallMemo | None = None
    playing: list[PlaybackId] = field(default_factory=list)
    recording: RecordingId | None = None
    muted: bool = False
    listens_to: LegId | None = None
    """Of a supervisor's ear: nobody's leg."""
    since: float = 0.0
    """When it began."""


class PbxModel:
    """The PBX and the way to it."""

    def __init__(self) -> None:
        self.linked = True
        self.clock: Callable[[], float] = _no_time
        self.legs: dict[LegId, ModelLeg] = {}
        self.bridges: dict[BridgeId, CallMemo | None] = {}
        self.lanes: dict[LegId, deque[Command]] = {}
        self.replies: dict[LegId, CommandFailed] = {}
        """A lane whose last command failed waits until that was told."""
        self.wire: dict[str, deque[Event]] = {}

    # the way there and back

    def send(self, command: Command) -> None:
        """Put a command into its lane."""
        self.lanes.setdefault(command.lane, deque()).append(command)

    def open_lanes(self) -> list[LegId]:
        """Return the lanes whose next command can be carried out."""
        return [lane for lane, commands in self.lanes.items() if commands and lane not in self.replies]

    def told(self) -> list[str]:
        """Return from whom events are under way."""
        return [source for source, events in self.wire.items() if events]

    def emit(self, event: Event, leg_id: LegId) -> None:
        """Tell the engine, if it can hear."""
        if self.linked:
            self.wire.setdefault(leg_id, deque()).append(event)

    def lose_link(self) -> None:
        """What was under way is lost; what was asked for is not known to be done."""
        self.linked = False
        self.wire.clear()

    def restart(self) -> None:
        """Begin anew with nothing."""
        self.legs.clear()
        self.bridges.clear()

    def snapshot(self) -> tuple[LegSeen, ...]:
        """Return the truth about all legs."""
        return tuple(map(self._seen, self.legs.values()))

    def empty_bridges(self) -> tuple[BridgeId, ...]:
        """Return those in which nobody stands."""
        used = {leg.bridge for leg in self.legs.values()}
        return tuple(bridge for bridge in self.bridges if bridge not in used)

    def _seen(self, leg: ModelLeg) -> LegSeen:
        room = leg.bridge is not None and "-hold" in leg.bridge
        return LegSeen(
            leg_id=leg.id,
            is_caller=leg.endpoint is None and leg.listens_to is None,
            answered=leg.answered,
            endpoint=leg.endpoint,
            peer=self._peer(leg),
            ringing=leg.rang and not leg.answered,
            since=leg.since,
            number=leg.number,
            caller=leg.caller,
            room_id=leg.bridge if room else None,
            bridge_id=None if room else leg.bridge,
            memo=(self.bridges.get(leg.bridge) if leg.bridge is not None else None) or leg.memo,
        )

    def _peer(self, leg: ModelLeg) -> LegId | None:
        others = [other for other in self.legs.values() if other.bridge == leg.bridge and other is not leg]
        return others[0].id if leg.bridge is not None and others else None

    # what parties do

    def arrive(self, leg_id: LegId, number: Number, caller: CallerId) -> None:
        """A caller's leg begins."""
        self.legs[leg_id] = ModelLeg(leg_id, None, number=number, caller=caller, since=self.clock())

    def ring(self, leg: ModelLeg) -> None:
        """A phone says that it rings."""
        leg.rang = True
        self.emit(LegRinging(leg.id), leg.id)

    def answer(self, leg: ModelLeg) -> None:
        """A leg comes up; told once."""
        if not leg.answered:
            leg.answered = True
            self.emit(LegAnswered(leg.id), leg.id)

    def end_playback(self, leg: ModelLeg, playback: PlaybackId) -> None:
        """A sound is over."""
        leg.playing.remove(playback)
        self.emit(PlaybackEnded(leg.id, playback), leg.id)

    def end_leg(self, leg: ModelLeg, cause: LegEndCause = LegEndCause.NORMAL) -> None:
        """A leg leaves the PBX, or us."""
        for playback in list(leg.playing):
            self.end_playback(leg, playback)
        del self.legs[leg.id]
        self.emit(LegEnded(leg.id, cause), leg.id)
        for ear in [ear for ear in self.legs.values() if ear.listens_to == leg.id]:
            self.end_leg(ear)

    # what the engine asks for

    def carry_out(self, lane: LegId, fault: Refusal | None = None, *, done: bool = False) -> Command:
        """Carry out the next command of a lane, or let it fail; `done` with UNKNOWN: done, and nobody knows."""
        command = self.lanes[lane].popleft()
        if not self.linked:
            fault, done = Refusal.UNKNOWN, False
        if fault is None or done:
            gone = self._do(command)
            fault = Refusal.GONE if gone and fault is None else fault
        if fault is not None:
            self.replies[lane] = CommandFailed(command, fault, "fault")
        return command

    def _do(self, command: Command) -> bool:  # noqa: C901 - one case for each command
        """Returns True when a leg that the command names is gone."""
        leg = self.legs.get(command.lane)
        if isinstance(command, CloseBridge):
            self._close(command.bridge_id)
            return False
        if isinstance(command, StopListening):
            if (ear := self.legs.get(command.ear_id)) is not None:
                self.end_leg(ear)
            self._close(command.bridge_id)
            return False
        if isinstance(command, RingAgent | RingOutside | RingSupervisor):
            self.legs[command.lane] = ModelLeg(command.lane, command.endpoint, since=self.clock())
            return False
        if leg is None:
            return True
        match command:
            case Answer():
                self.answer(leg)
            case Play():
                leg.playing.append(command.playback_id)
                leg.memo = command.memo or leg.memo
            case StopPlayback():
                if command.playback_id not in leg.playing:
                    return True
                self.end_playback(leg, command.playback_id)
            case StartWaiting():
                self.bridges[command.room_id] = command.memo
                leg.bridge = command.room_id
            case Remember():
                if command.room_id not in self.bridges:
                    return True
                self.bridges[command.room_id] = command.memo
            case Connect():
                return self._connect(leg, command)
            case ListenIn():
                return self._listen_in(leg, command)
            case HangUp() | SendToSafetyNet() | TakeMessageFrom():
                self.end_leg(leg)
            case StartRecording():
                leg.recording, leg.muted = command.recording_id, False
                self.emit(RecordingBegan(leg.id, command.recording_id), leg.id)
            case StopRecording():
                leg.recording = None
            case PauseRecording() | ResumeRecording():
                leg.muted = isinstance(command, PauseRecording)
                self.emit(RecordingMuted(leg.id, command.recording_id, leg.muted), leg.id)
            case AdoptRecording():
                if leg.recording != command.recording_id:
                    leg.recording, leg.muted = command.recording_id, False
                self.emit(RecordingAdopted(leg.id, command.recording_id, leg.muted), leg.id)
        return False

    def _connect(self, leg: ModelLeg, command: Connect) -> bool:
        agent = self.legs.get(command.agent_leg_id)
        if agent is None:
            return True
        self.bridges[command.bridge_id] = command.memo
        for party in (leg, agent):
            party.bridge = command.bridge_id
            self.emit(LegConnected(party.id), party.id)
        return False

    def _listen_in(self, leg: ModelLeg, command: ListenIn) -> bool:
        if command.agent_leg_id not in self.legs:
            return True
        ear = self.legs[command.ear_id] = ModelLeg(command.ear_id, None, True, listens_to=command.agent_leg_id)
        self.bridges[command.bridge_id] = None
        for party in (ear, leg):
            party.bridge = command.bridge_id
        self.emit(LegConnected(leg.id), leg.id)
        return False

    def _close(self, bridge_id: BridgeId) -> None:
        self.bridges.pop(bridge_id, None)
        for leg in self.legs.values():
            if leg.bridge == bridge_id:
                leg.bridge = None


def _no_time() -> float:
    return 0.0
