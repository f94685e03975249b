"""Everything that can happen, in the past tense. These are the only inputs of the engine."""

from dataclasses import dataclass
from typing import TypeAlias

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, LegEndCause, LegId, PlaybackId
from acd.domain.commands import Command, Refusal
from acd.domain.pool import Pool
from acd.domain.tenants import Number


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
class LegEnded:
    """The leg is gone. May be told more than once; the first counts."""

    leg_id: LegId
    cause: LegEndCause = LegEndCause.NORMAL


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """All sounds of a playback were played, failed or were stopped."""

    leg_id: LegId
    playback_id: PlaybackId


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


@dataclass(frozen=True, slots=True)
class BridgeSeen:
    """A bridge of ours that the PBX held when it was asked; the PBX itself never removes one."""

    bridge_id: BridgeId
    legs: tuple[LegId, ...] = ()


@dataclass(frozen=True, slots=True)
class PbxConnected:
    """The link to the PBX is up, and this is all that it holds of ours."""

    legs: tuple[LegSeen, ...] = ()
    restarted: bool = False
    """The PBX started anew since we last spoke: every call that we knew is gone."""
    bridges: tuple[BridgeSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class PbxLost:
    """The link to the PBX is down. Calls go on without us; what happens meanwhile is not told."""


@dataclass(frozen=True, slots=True)
class PoolApplied:
    """Configuration was applied. Calls in progress finish with what they started with."""

    pool: Pool


@dataclass(frozen=True, slots=True)
class AgentRestored:
    """What was stored of an agent's state when the controller stopped; comes before any call."""

    agent_id: AgentId
    state: AgentState
    reason: str | None


@dataclass(frozen=True, slots=True)
class SignInRequested:
    """An agent starts work."""

    agent_id: AgentId


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
class DrainRequested:
    """No new calls from now on; those in hand may end."""


@dataclass(frozen=True, slots=True)
class StopRequested:
    """End every call now: the time to drain is over."""


@dataclass(frozen=True, slots=True)
class CallBroken:
    """The engine raised an error over this call: it goes to the safety net, and the rest goes on."""

    leg_id: LegId


AgentRequest: TypeAlias = SignInRequested | SignOutRequested | PauseRequested | ResumeRequested | WrapupEndRequested
LegEvent: TypeAlias = LegRinging | LegAnswered | LegConnected | LegHeld | LegUnheld | LegEnded | PlaybackEnded
Event: TypeAlias = (
    CallArrived
    | LegEvent
    | CommandFailed
    | TimerFired
    | PbxConnected
    | PbxLost
    | PoolApplied
    | AgentRestored
    | AgentRequest
    | DrainRequested
    | StopRequested
    | CallBroken
)
