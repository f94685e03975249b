"""Calls, their legs, and how they can end."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

CallId = NewType("CallId", str)
"""The unique id that the PBX gave to the caller's channel: joins our records with CDR, CEL and queue_log."""
LegId = NewType("LegId", str)
"""One channel of a call. Opaque past the ARI adapter."""
BridgeId = NewType("BridgeId", str)
PlaybackId = NewType("PlaybackId", str)

DIGITS: Final = frozenset("0123456789*#ABCD")
"""Keys of a telephone, each one character."""


class CallState(StrEnum):
    """Where a call stands, from arrival to end."""

    ARRIVING = "arriving"
    IN_FLOW = "in_flow"
    WAITING = "waiting"
    OFFERED = "offered"
    """In line, and one agent's phone is asked."""
    CONNECTED = "connected"
    HELD = "held"
    TRANSFERRING = "transferring"
    """Out of line: an outside number is rung."""
    OUTSIDE = "outside"
    """In conversation with an outside number."""
    ENDED = "ended"


class Direction(StrEnum):
    """Who called whom."""

    INBOUND = "inbound"
    CALLBACK = "callback"
    """We called a customer who had asked for it."""
    VOICEMAIL = "voicemail"
    """Nobody called: an agent is to hear a message."""


class SegmentKind(StrEnum):
    """What a stretch of a call's life was."""

    FLOW = "flow"
    QUEUE = "queue"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    OUTSIDE = "outside"
    """A conversation with an outside number."""
    VOICEMAIL = "voicemail"
    """An agent listens to a message."""


class OutcomeClass(StrEnum):
    """Who decided how the call ended; alarms look at this, people at the reason."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    """The caller left before an agent was there."""
    EXITED = "exited"
    """The call left by a way that its flow foresees."""
    REJECTED = "rejected"
    """The call was not taken."""
    FAILED = "failed"
    """Our fault or the PBX's."""


class OutcomeReason(StrEnum):
    """What ended the call."""

    CALLER_HUNG_UP = "caller_hung_up"
    AGENT_HUNG_UP = "agent_hung_up"
    IN_FLOW = "in_flow"
    WAITING = "waiting"
    RINGING = "ringing"
    FLOW_ENDED = "flow_ended"
    VOICEMAIL = "voicemail"
    """Asked for a message, as the recipe of the queue says."""
    VOICEMAIL_FULL = "voicemail_full"
    """The same, but there is no room for messages: the caller was told so."""
    MESSAGE_HEARD = "message_heard"
    """Of a message: an agent is done with it."""
    MESSAGE_BACK = "message_back"
    """Of a message: it is in line again, or was given up."""
    TURNED_AWAY = "turned_away"
    """The recipe of the queue ended the wait."""
    OUTSIDE = "outside"
    """The caller talked to an outside number, and one of the two hung up."""
    CALLBACK = "callback"
    """The caller is called back instead, at the same place in line."""
    NOT_REACHED = "not_reached"
    """Of a callback: the customer did not answer."""
    UNKNOWN_NUMBER = "unknown_number"
    TENANT_FULL = "tenant_full"
    """The tenant has as many calls as it may have at once."""
    DRAINING = "draining"
    SAFETY_NET = "safety_net"
    """Handed to the PBX's own queue because the controller could not go on with it."""
    PBX_LOST = "pbx_lost"
    CONTROLLER_LOST = "controller_lost"
    CONTROLLER_STOPPED = "controller_stopped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended. Every call has exactly one."""

    cls: OutcomeClass
    reason: OutcomeReason


class OfferResult(StrEnum):
    """How the attempt to give one call to one agent ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """The agent declined, or the phone was busy."""
    MISSED = "missed"
    """It rang, and nobody answered in time."""
    CANCELLED = "cancelled"
    """The caller left first."""
    ELSEWHERE = "elsewhere"
    """Of the agents who were rung at once, another answered first."""
    UNREACHED = "unreached"
    """Of a callback: the customer was not reached."""
    FAILED = "failed"
    """The phone could not be reached."""
    DROPPED = "dropped"
    """The phone was answered, and the connection broke before the conversation."""


class LegEndCause(StrEnum):
    """Why a leg ended, in our words; the adapter maps SIP and Q.850 codes to these."""

    NORMAL = "normal"
    REFUSED = "refused"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    LEFT = "left"
    """It is up and not ours any more: its lease ran out, and the PBX's own dialplan has it."""
    LOST = "lost"
    """Found missing when the PBX was asked what it still holds."""


class MoveReason(StrEnum):
    """Why a call was put into the line of another queue."""

    REQUESTED = "requested"
    """Somebody asked for it."""
    RECIPE = "recipe"
    """The recipe of the queue said so."""
    FLOW = "flow"
    """The call flow said so."""


class HangUpReason(StrEnum):
    """Why we end a leg; the phone shows it."""

    NORMAL = "normal"
    NO_ANSWER = "no_answer"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    """Phones do not count this as a missed call."""
    UNALLOCATED_NUMBER = "unallocated_number"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class CallerId:
    """What the network says of the caller. Text from outside: never trusted; a key only as `callers.caller_key`."""

    number: str = ""
    name: str = ""


NOBODY: Final = CallerId()
