"""Messages as work: those that wait in a queue's line until an agent has heard them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acd.domain.agents import AgentId
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.tenants import Number, TenantId
from acd.domain.voicemails import VoicemailId


class VoicemailState(StrEnum):
    """Where a message stands that is to be heard by an agent."""

    OPEN = "open"
    """In line, or until it may be offered again."""
    OFFERED = "offered"
    """An agent is rung, or listens."""
    HANDLED = "handled"
    """Over, as all that follow: an agent heard it to the end, or said that it is done."""
    CALLBACK = "callback"
    """An agent heard it, and the caller is called back."""
    CLOSED = "closed"
    """Somebody said that it was heard, by other means."""
    GIVEN_UP = "given_up"
    """Agents listened as often as may be, and none was done with it: somebody must look after it."""
    FULL = "full"
    """As many waited as may: somebody must look after it."""
    REMOVED = "removed"
    """The queue is gone, or hears no messages any more: somebody must look after it."""


OPEN: Final = (VoicemailState.OPEN, VoicemailState.OFFERED)
HEARD: Final = (VoicemailState.HANDLED, VoicemailState.CALLBACK, VoicemailState.CLOSED)


class ListenResult(StrEnum):
    """What came of offering a message to one agent."""

    HANDLED = "handled"
    CALLBACK = "callback"
    LEFT = "left"
    """The agent left it to another one."""
    CUT_SHORT = "cut_short"
    """The agent hung up before it was played to the end."""
    UNPLAYED = "unplayed"
    """The PBX could not play it."""
    NOT_TAKEN = "not_taken"
    """Missed, refused, or hung up at once."""
    UNREACHED = "unreached"
    """The agent's phone could not be reached."""
    INTERRUPTED = "interrupted"
    """The controller or the PBX ended meanwhile."""
    FAILED = "failed"
    """Our fault."""


@dataclass(frozen=True, slots=True)
class VoicemailRules:
    """How a queue's agents hear messages."""

    target_s: float = 3600.0
    """Picked up within this time after it was left counts as within target."""
    behind_s: float = 1800.0
    """A message ranks as a caller who came so much later than it was left."""
    attempts: int = 5
    """So often agents listen without being done with it, failures included."""
    retry_after_s: float = 300.0
    """So long who left it to others is not offered it again, nor anybody after a failure."""
    max_open: int = 1000
    """Of a queue; what comes then is not offered to agents."""


@dataclass(frozen=True, slots=True)
class Voicemail:
    """A message that agents are to hear, at one moment. Moments are monotonic seconds."""

    id: VoicemailId
    call_id: CallId
    """Of the caller who left it."""
    tenant_id: TenantId
    queue_id: QueueId
    number: Number
    """What was dialled; empty where it is not known."""
    caller: str
    """The caller's number, as the network told it."""
    left_at: float
    sound_ms: int
    offers: int = 0
    """How often it was offered."""
    plays: int = 0
    """How often an agent listened, and was not done with it."""
    retry_at: float | None = None
    """When it may be offered again, or to whom it was spared; None: at once, to anyone."""
    spared: AgentId | None = None
    """Who is not offered it until then; None: nobody is."""
    state: VoicemailState = VoicemailState.OPEN
    changes: int = 0
    """How often it has changed: tells which of two rows is the later one."""
