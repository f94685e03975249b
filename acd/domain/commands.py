"""Everything that the engine can ask for, in the imperative.

Every resource is named by an id that the engine chose, so that its events can be known before the reply comes.
`lane` is the leg whose commands must be carried out one after the other; lanes run side by side.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, HangUpReason, LegId, PlaybackId
from acd.domain.flows import Prompt
from acd.domain.memo import CallMemo
from acd.domain.recordings import RecordingId
from acd.domain.tenants import TenantId
from acd.domain.web_asks import AskId, WebTargetId


class Refusal(StrEnum):
    """Why the PBX did not carry out a command."""

    GONE = "gone"
    """The leg (or what the command named) does not exist any more."""
    REFUSED = "refused"
    """The PBX said no."""
    UNKNOWN = "unknown"
    """No answer: it may or may not have been done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer the caller. Shows itself as `LegAnswered`."""

    lane: LegId


@dataclass(frozen=True, slots=True)
class Play:
    """Play sounds to one leg. Shows itself as `PlaybackEnded`, always."""

    lane: LegId
    playback_id: PlaybackId
    prompts: tuple[Prompt, ...]
    memo: CallMemo | None = field(default=None, compare=False)
    """To be kept beside the caller's leg; what is asked for is the same without it."""


@dataclass(frozen=True, slots=True)
class StopPlayback:
    """Stop a playback; must go before anything that waits for the channel."""

    lane: LegId
    playback_id: PlaybackId


@dataclass(frozen=True, slots=True)
class StartWaiting:
    """Put the caller into a waiting room of their own, with music. Nothing comes back."""

    lane: LegId
    room_id: BridgeId
    music: str
    memo: CallMemo | None = field(default=None, compare=False)
    """To be kept beside the room."""
    changes_music: bool = False
    """Another class was heard before."""
    called: bool = False
    """The leg is one that we made: it hears music only if the PBX is asked for it."""


@dataclass(frozen=True, slots=True)
class Remember:
    """Write anew what is kept beside a waiting room. Nothing comes back."""

    lane: LegId
    """The caller's leg."""
    room_id: BridgeId
    memo: CallMemo


@dataclass(frozen=True, slots=True)
class RingAgent:
    """Make a new leg to an agent's phone. Shows itself as `LegRinging`, `LegAnswered` or `LegEnded`."""

    lane: LegId
    """Id of the leg to be made."""
    call_id: CallId
    caller_leg_id: LegId
    agent_id: AgentId
    endpoint: Endpoint
    caller: CallerId
    """What the phone shows."""
    tenant_id: TenantId
    timeout_s: float
    """The engine ends the ringing itself; the PBX must only not ring longer than this."""
    auto_answer: bool = False
    """The phone is asked to pick up by itself."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Let caller and agent, or an outside number, hear each other. Shows itself as `LegConnected` of the other leg."""

    lane: LegId
    """The caller's leg."""
    agent_leg_id: LegId
    bridge_id: BridgeId
    memo: CallMemo | None = field(default=None, compare=False)
    """To be kept beside the bridge."""
    outside: bool = False
    """The other leg leads to an outside number: nobody may be left there should the caller leave without us."""
    called: bool = False
    """As in `StartWaiting`: the music ends before the conversation begins."""


@dataclass(frozen=True, slots=True)
class RingOutside:
    """Make a new leg to an outside number. Shows itself as `LegRinging`, `LegAnswered` or `LegEnded`.

    It ends by itself some seconds after `timeout_s` unless a conversation begins: nobody may be left there without us.
    """

    lane: LegId
    """Id of the leg to be made."""
    endpoint: Endpoint
    """Number and trunk, see `outside.py`."""
    caller: CallerId
    """What the other side is shown: a number of ours."""
    timeout_s: float
    """The engine ends the ringing itself; the PBX must only not ring longer than this."""


@dataclass(frozen=True, slots=True)
class RingSupervisor:
    """Make a new leg to a supervisor's phone. Shows itself as `LegRinging`, `LegAnswered` or `LegEnded`."""

    lane: LegId
    """Id of the leg to be made."""
    agent_id: AgentId
    """The supervisor."""
    endpoint: Endpoint
    caller: CallerId
    """What the phone shows: the agent who calls for a supervisor."""
    timeout_s: float
    """The engine ends the ringing itself; the PBX must only not ring longer than this."""


@dataclass(frozen=True, slots=True)
class ListenIn:
    """Let a supervisor hear both parties of a conversation, and the agent alone hear the supervisor.

    Shows itself as `LegConnected` of the supervisor's leg. The conversation itself is not touched.
    """

    lane: LegId
    """The supervisor's leg."""
    agent_leg_id: LegId
    """The leg at which is listened; when it ends, so does the ear, and `LegEnded` tells."""
    ear_id: LegId
    """Id of the leg to be made that listens there."""
    bridge_id: BridgeId
    """Where the ear and the supervisor are joined."""


@dataclass(frozen=True, slots=True)
class StopListening:
    """Take the ear away, and the bridge; what is gone is no error. The supervisor's leg stays."""

    lane: LegId
    """The supervisor's leg: in its lane, so that nothing of a `ListenIn` that is under way is left behind."""
    ear_id: LegId
    bridge_id: BridgeId


@dataclass(frozen=True, slots=True)
class HangUp:
    """End a leg. Shows itself as `LegEnded`."""

    lane: LegId
    reason: HangUpReason = HangUpReason.NORMAL


@dataclass(frozen=True, slots=True)
class CloseBridge:
    """Remove a waiting room or the bridge of a conversation that is over; one that is gone is no error."""

    lane: LegId
    bridge_id: BridgeId


@dataclass(frozen=True, slots=True)
class SendToSafetyNet:
    """Give the caller back to the dialplan, which knows what to do without a controller."""

    lane: LegId


@dataclass(frozen=True, slots=True)
class TakeMessageFrom:
    """Give the caller to the part of the dialplan that asks for a message."""

    lane: LegId
    full: bool = False
    """There is no room for it: the caller is told so instead."""


@dataclass(frozen=True, slots=True)
class AskWeb:
    """Ask or tell another system. Shows itself as `WebAnswered` or `WebFailed`."""

    lane: LegId
    ask_id: AskId
    target_id: WebTargetId
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Record what is said (left) and heard (right) at the caller's leg. Shows itself as `RecordingBegan`.

    At the caller's and not the agent's: whoever the caller is given to later, it stays one recording.
    It ends by itself with the leg.
    """

    lane: LegId
    recording_id: RecordingId
    tenant_id: TenantId


@dataclass(frozen=True, slots=True)
class AdoptRecording:
    """Go on with the recording of a leg that an earlier controller began or was about to begin.

    The PBX begins it if it does not record yet, and is silent or not as somebody asked for last. Shows itself as
    `RecordingAdopted`. Twice is once.
    """

    lane: LegId
    recording_id: RecordingId
    tenant_id: TenantId


@dataclass(frozen=True, slots=True)
class StopRecording:
    """End the recording of a leg that lives on. Nothing comes back."""

    lane: LegId
    recording_id: RecordingId


@dataclass(frozen=True, slots=True)
class PauseRecording:
    """Record silence from now on. Shows itself as `RecordingMuted`."""

    lane: LegId
    recording_id: RecordingId


@dataclass(frozen=True, slots=True)
class ResumeRecording:
    """Record sound again. Shows itself as `RecordingMuted`."""

    lane: LegId
    recording_id: RecordingId


CallCommand: TypeAlias = (
    Answer
    | Play
    | StopPlayback
    | StartWaiting
    | Remember
    | RingAgent
    | Connect
    | RingOutside
    | RingSupervisor
    | ListenIn
    | StopListening
    | HangUp
    | CloseBridge
    | SendToSafetyNet
    | TakeMessageFrom
)
RecordingCommand: TypeAlias = StartRecording | AdoptRecording | StopRecording | PauseRecording | ResumeRecording
Command: TypeAlias = CallCommand | RecordingCommand | AskWeb
