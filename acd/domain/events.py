"""Everything that can happen, in the past tense. These are the only inputs of the engine."""

from dataclasses import dataclass
from typing import TypeAlias

from acd.domain.agents import AgentId, AssistanceEnd, Endpoint, Seat
from acd.domain.caller_events import CallerKnown, CallsRecalled, ConversationsRecalled, MessagesTold
from acd.domain.calls import NOBODY, BridgeId, CallerId, CallId, LegEndCause, LegId, PlaybackId
from acd.domain.commands import Command, Refusal
from acd.domain.hours_events import HoursEvent
from acd.domain.memo import CallMemo
from acd.domain.pool import Pool
from acd.domain.quality import StreamQuality
from acd.domain.recordings import RecordingId
from acd.domain.requests import CallbackRequest, PlaceRequest
from acd.domain.stored import AgentRestored, CallbackStored, CallStored
from acd.domain.tenants import Number
from acd.domain.voicemail_events import VoicemailEvent
from acd.domain.web_asks import WebAnswered, WebFailed
from acd.domain.zones import ZonesTold


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A caller's channel came in by a trunk and waits for us; nothing was answered yet."""

    call_id: CallId
    leg_id: LegId
    number: Number
    caller: CallerId


@dataclass(frozen=True, slots=True)
class LegRinging:
    """The phone that we asked says that it rings."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class LegAnswered:
    """The leg is up: the caller's because we answered, the agent's because the agent did."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class LegConnected:
    """The leg entered the bridge of its conversation. For an agent's leg: both parties now hear each other."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class LegHeld:
    """The party at this leg put the other on hold."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class LegUnheld:
    """The party at this leg took the other back from hold."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """The party at this leg pressed a key; told once a press. In a conversation the PBX may tell of some or of none."""

    leg_id: LegId
    digit: str
    """One of `DIGITS`."""


@dataclass(frozen=True, slots=True)
class LegEnded:
    """The leg is gone. May be told more than once; the first counts."""

    leg_id: LegId
    cause: LegEndCause = LegEndCause.NORMAL


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """All sounds of a playback were played, failed or were stopped."""

    leg_id: LegId
    playback_id: PlaybackId
    failed: bool = False
    """The last of them could not be played; of the others the PBX does not tell."""


@dataclass(frozen=True, slots=True)
class RecordingBegan:
    """The PBX records this leg."""

    leg_id: LegId
    recording_id: RecordingId


@dataclass(frozen=True, slots=True)
class RecordingMuted:
    """The PBX records silence from now on, or sound again."""

    leg_id: LegId
    recording_id: RecordingId
    muted: bool


@dataclass(frozen=True, slots=True)
class RecordingAdopted:
    """The PBX records this leg, as an earlier controller asked for; what that one stored may be less than it did."""

    leg_id: LegId
    recording_id: RecordingId
    muted: bool = False
    since: float | None = None
    """When that, or the recording, was asked for last, in monotonic seconds; None: nobody knows."""
    begun: bool = False
    """It did not record before: the earlier controller died too soon."""


@dataclass(frozen=True, slots=True)
class MusicGone:
    """Classes of music have lost all their files, and the PBX knows it: who waits with one of them hears nothing."""

    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A command of ours was not carried out."""

    command: Command
    refusal: Refusal
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The engine's next deadline has come."""


@dataclass(frozen=True, slots=True)
class LegSeen:
    """A channel that the PBX held when it was asked."""

    leg_id: LegId
    is_caller: bool
    """False for a leg that we made (an agent's)."""
    answered: bool = False
    """The leg is up (SIP 200)."""
    endpoint: Endpoint | None = None
    """Of an agent's leg: the phone."""
    peer: LegId | None = None
    """The other party, when both stand in one conversation."""
    ringing: bool = False
    """Of an agent's leg: the phone rings."""
    since: float = 0.0
    """When the leg began (monotonic seconds), by the PBX's own clock."""
    number: Number | None = None
    """Of a caller's leg: what was dialled."""
    caller: CallerId = NOBODY
    room_id: BridgeId | None = None
    """The waiting room in which the caller stands."""
    bridge_id: BridgeId | None = None
    """The bridge of a conversation in which the leg stands, alone or not."""
    bridged: float | None = None
    """When that bridge was made (monotonic seconds), by the PBX's own clock."""
    memo: CallMemo | None = None
    """What was kept beside the room, the bridge or the leg."""


@dataclass(frozen=True, slots=True)
class PbxConnected:
    """The link to the PBX is up, and this is all that it holds of ours."""

    legs: tuple[LegSeen, ...] = ()
    restarted: bool = False
    """The PBX started anew since we last spoke: every call that we knew is gone."""
    empty_bridges: tuple[BridgeId, ...] = ()
    """Rooms and bridges of ours in which nobody stands."""


@dataclass(frozen=True, slots=True)
class PbxLost:
    """The link to the PBX is down. Calls go on without us; what happens meanwhile is not told."""


@dataclass(frozen=True, slots=True)
class PoolApplied:
    """Configuration was applied. Calls in progress finish with what they started with."""

    pool: Pool


@dataclass(frozen=True, slots=True)
class SignInRequested:
    """An agent starts work, or goes on at another phone."""

    agent_id: AgentId
    endpoint: Endpoint | None = None
    """Where the agent sits; None: as `seat` says."""
    seat: Seat | None = None
    """None: where they are, at first at their own phone."""


@dataclass(frozen=True, slots=True)
class SignOutRequested:
    """An agent ends work; granted when the call in hand is over."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class PauseRequested:
    """An agent wants a pause; granted when the call in hand is over."""

    agent_id: AgentId
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeRequested:
    """An agent is back from a pause, or takes back the wish for one."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class WrapupEndRequested:
    """An agent is done with the notes before the time is over."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class WrapupExtensionRequested:
    """An agent needs more time for the notes."""

    agent_id: AgentId
    seconds: float


@dataclass(frozen=True, slots=True)
class AssistanceRequested:
    """An agent calls for a supervisor."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AssistanceEndRequested:
    """A supervisor comes, or the agent needs none any more."""

    agent_id: AgentId
    how: AssistanceEnd


@dataclass(frozen=True, slots=True)
class RecordingRequested:
    """Somebody wants this conversation recorded from now on."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class RecordingPauseRequested:
    """Somebody is about to say what must not be recorded."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class RecordingResumeRequested:
    """It was said."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class RecordingSpaceChanged:
    """The disk is nearly full, and recordings must end before calls do; or there is room again."""

    enough: bool


@dataclass(frozen=True, slots=True)
class DrainRequested:
    """No new calls from now on; those in hand may end."""


@dataclass(frozen=True, slots=True)
class StopRequested:
    """End every call now: the time to drain is over."""


@dataclass(frozen=True, slots=True)
class CallBroken:
    """The engine raised an error over this call: it goes to the safety net, and the rest goes on."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class PhoneReachable:
    """A phone registered, or answers again. May be told more than once."""

    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class PhoneUnreachable:
    """A phone took its registration back, let it run out, or does not answer any more."""

    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class PhonesSeen:
    """The PBX was asked which phones it reaches: these, and no others."""

    reachable: frozenset[Endpoint]


@dataclass(frozen=True, slots=True)
class TrunkReachable:
    """A trunk with a known address answers."""

    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class TrunkUnreachable:
    """A trunk with a known address does not answer."""

    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class RegistrationChanged:
    """How our registration at a carrier stands."""

    trunk: Endpoint
    registered: bool
    detail: str = ""
    """The PBX's own word."""


@dataclass(frozen=True, slots=True)
class NetTookPhone:
    """The safety net rings a phone, or a caller whom it serves talks there."""

    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class NetFreedPhone:
    """The safety net has done with a phone."""

    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class NetPhonesSeen:
    """The PBX was asked at which phones callers of the safety net talk: these, and no others."""

    talking: frozenset[Endpoint]


@dataclass(frozen=True, slots=True)
class ReachLost:
    """The PBX tells nothing of phones and trunks any more: what it told may be wrong by now."""


@dataclass(frozen=True, slots=True)
class LegMeasured:
    """The sound of a leg that is over, or about to be."""

    leg_id: LegId
    from_party: StreamQuality
    """What reached us."""
    to_party: StreamQuality
    """What reached the party, in the words of its phone; many phones do not tell."""
    rtt_s: float | None
    """To the phone and back; None when the phone does not tell."""


AgentRequest: TypeAlias = (
    SignInRequested
    | SignOutRequested
    | PauseRequested
    | ResumeRequested
    | WrapupEndRequested
    | WrapupExtensionRequested
    | AssistanceRequested
    | AssistanceEndRequested
)
RecordingRequest: TypeAlias = RecordingRequested | RecordingPauseRequested | RecordingResumeRequested
CallRequest: TypeAlias = RecordingRequest | PlaceRequest
LegEvent: TypeAlias = (
    LegRinging | LegAnswered | LegConnected | LegHeld | LegUnheld | DigitPressed | LegEnded | PlaybackEnded
)
ReachEvent: TypeAlias = (
    PhoneReachable
    | PhoneUnreachable
    | PhonesSeen
    | TrunkReachable
    | TrunkUnreachable
    | RegistrationChanged
    | ReachLost
    | NetTookPhone
    | NetFreedPhone
    | NetPhonesSeen
)
Event: TypeAlias = (
    CallArrived
    | LegEvent
    | CommandFailed
    | TimerFired
    | PbxConnected
    | PbxLost
    | PoolApplied
    | AgentRestored
    | CallStored
    | CallbackStored
    | AgentRequest
    | MusicGone
    | RecordingBegan
    | RecordingMuted
    | RecordingAdopted
    | RecordingRequest
    | RecordingSpaceChanged
    | DrainRequested
    | StopRequested
    | CallBroken
    | ReachEvent
    | LegMeasured
    | CallerKnown
    | ConversationsRecalled
    | CallsRecalled
    | MessagesTold
    | ZonesTold
    | PlaceRequest
    | CallbackRequest
    | HoursEvent
    | WebAnswered
    | WebFailed
    | VoicemailEvent
)
