"""The call's states as a table: (state, input) -> (action, next state), or IGNORED.

Every pair is in the table; what a late or repeated event does in a state is said, not left to chance.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from acd.domain.agents import Endpoint
from acd.domain.calls import CallState as S
from acd.domain.calls import HangUpReason, MoveReason, OfferResult
from acd.domain.flows import StepName
from acd.domain.queues import Queue
from acd.engine.call import LiveOffer
from acd.engine.matching import Pick
from acd.flows.turn import Told


class CallInput(StrEnum):
    """What can happen to a call."""

    ADMITTED = "admitted"
    STEP_ENDED = "step_ended"
    """What was played to the caller is over."""
    FLOW_TOLD = "flow_told"
    """Something happened that the flow waits for; or that what it gave the caller to comes to nothing."""
    QUEUE_REACHED = "queue_reached"
    LET_GO_ON = "let_go_on"
    """The recipe of the queue lets the caller go on in the flow."""
    LINE_REACHED_AGAIN = "line_reached_again"
    """The flow gives the caller back to the place in line."""
    FLOW_ENDED = "flow_ended"
    MATCHED = "matched"
    MESSAGE_WANTED = "message_wanted"
    """The recipe or the flow says that the caller is asked for a message."""
    TURNED_AWAY = "turned_away"
    """The recipe says that the caller has waited long enough."""
    RANG = "rang"
    AGENT_ANSWERED = "agent_answered"
    WHISPER_ENDED = "whisper_ended"
    AGENT_CONNECTED = "agent_connected"
    MOVED = "moved"
    """To the line of another queue."""
    ONE_OFFER_LOST = "one_offer_lost"
    """As below, while others ring for the same call."""
    OFFER_LOST = "offer_lost"
    """Timed out, refused, unreachable, or the phone hung up before the conversation."""
    AGENT_PRESSED = "agent_pressed"
    """A key, before the conversation."""
    CALLER_PRESSED = "caller_pressed"
    """A key, at any time."""
    SENT_OUTSIDE = "sent_outside"
    OUTSIDE_ANSWERED = "outside_answered"
    OUTSIDE_CONNECTED = "outside_connected"
    OUTSIDE_LOST = "outside_lost"
    """Not reached: refused, or not answered in time. As the two before also of the customer of a callback."""
    OUTSIDE_GONE = "outside_gone"
    """The leg to the number has ended, before the conversation or after it."""
    CALLBACK_WANTED = "callback_wanted"
    MESSAGE_PLAYED = "message_played"
    """To an agent who listens: what was played is over."""
    MESSAGE_KEY = "message_key"
    """An agent who listens pressed a key."""
    MESSAGE_OVER = "message_over"
    """An agent has done with a message, or is not to be had for it, or somebody else has heard it."""
    AGENT_HELD = "agent_held"
    AGENT_UNHELD = "agent_unheld"
    AGENT_GONE = "agent_gone"
    CALLER_GONE = "caller_gone"
    CALLER_LEFT = "caller_left"
    """The call went on in the PBX's own dialplan: we gave no sign of life for too long."""
    BROKEN = "broken"
    """The controller cannot go on with this call."""
    STOPPED = "stopped"
    PBX_GONE = "pbx_gone"
    """The PBX started anew: no leg of this call is left."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What an input brings along; most bring nothing."""

    pick: Pick | None = None
    """MATCHED: who was chosen."""
    offer: LiveOffer | None = None
    """RANG, AGENT_ANSWERED, AGENT_PRESSED, WHISPER_ENDED, ONE_OFFER_LOST: whose; None: of the first that rings."""
    result: OfferResult = OfferResult.FAILED
    """OFFER_LOST and ONE_OFFER_LOST: how the offer ended."""
    leg_gone: bool = False
    """The same, and OUTSIDE_GONE: the leg is gone already, and is not hung up."""
    outside: Endpoint | None = None
    """SENT_OUTSIDE: where."""
    ring_s: float = 0.0
    """SENT_OUTSIDE: how many seconds it may ring."""
    number: str = ""
    """CALLBACK_WANTED: of the customer."""
    digit: str = ""
    """AGENT_PRESSED, CALLER_PRESSED: which key."""
    queue: Queue | None = None
    """MOVED: in whose line the call waits from now on."""
    told: Told | None = None
    """FLOW_TOLD, STEP_ENDED, CALLER_PRESSED: what happened, in the words of flows."""
    go_to: StepName | None = None
    """LET_GO_ON: at which step; None: as `told` says."""
    hang_up: HangUpReason = HangUpReason.NORMAL
    """FLOW_ENDED: what the caller's phone is told."""
    reason: MoveReason = MoveReason.REQUESTED
    """MOVED: why."""


NOTHING: Final = Detail()


class CallAction(StrEnum):
    """What is done on the way to the next state."""

    BEGIN_FLOW = "begin_flow"
    GO_ON_IN_FLOW = "go_on_in_flow"
    BACK_TO_FLOW = "back_to_flow"
    """The number outside was not reached to which the flow gave the caller."""
    JOIN_LINE = "join_line"
    JOIN_LINE_AGAIN = "join_line_again"
    LEAVE_LINE = "leave_line"
    """The flow goes on; the place in line is kept."""
    LEAVE = "leave"
    """The flow ends the call."""
    OFFER = "offer"
    NOTE_SAID = "note_said"
    """What was played to a waiting caller is over."""
    TAKE_KEY = "take_key"
    """Do what the recipe says that a key does."""
    TAKE_MESSAGE = "take_message"
    TURN_AWAY = "turn_away"
    NOTE_RINGING = "note_ringing"
    WHISPER = "whisper"
    HEAR_KEY = "hear_key"
    CONNECT = "connect"
    START_TALK = "start_talk"
    DROP_OFFER = "drop_offer"
    RETURN_TO_LINE = "return_to_line"
    CHANGE_LINE = "change_line"
    RING_OUTSIDE = "ring_outside"
    JOIN_OUTSIDE = "join_outside"
    START_OUTSIDE = "start_outside"
    GIVE_UP_OUTSIDE = "give_up_outside"
    FINISH_OUTSIDE = "finish_outside"
    """One of caller and outside number ended the conversation."""
    FREE_OUTSIDE = "free_outside"
    """As SET_FREE."""
    STOP_OUTSIDE = "stop_outside"
    TURN_INTO_CALLBACK = "turn_into_callback"
    CUSTOMER_UP = "customer_up"
    """Of a callback: the customer has picked up."""
    NOT_REACHED = "not_reached"
    """Of a callback: the customer was not reached."""
    NOTE_PLAYED = "note_played"
    TAKE_MESSAGE_KEY = "take_message_key"
    """Do with a message what the agent's key says."""
    PUT_BACK = "put_back"
    """Of a message: the agent did not take it."""
    END_LISTENING = "end_listening"
    START_HOLD = "start_hold"
    END_HOLD = "end_hold"
    ABANDON = "abandon"
    LET_GO = "let_go"
    """The PBX cares for the caller now."""
    FINISH_FOR_CALLER = "finish_for_caller"
    """The caller ended the conversation."""
    FINISH_FOR_AGENT = "finish_for_agent"
    SAFETY_NET = "safety_net"
    SET_FREE = "set_free"
    """Let the two talk on without an account of it."""
    STOP_TALK = "stop_talk"
    WRITE_OFF = "write_off"
    """Close the accounts of a call that the PBX does not have any more."""


class Transition(NamedTuple):
    """What an input does in a state."""

    action: CallAction
    next_state: S


IGNORED: Final = None
"""A late or repeated event, harmless in this state."""

I, A = CallInput, CallAction  # noqa: E741 - the table is read by columns, not by names
_END: Final[dict[CallInput, Transition | None]] = {
    I.CALLER_GONE: Transition(A.ABANDON, S.ENDED),
    I.CALLER_LEFT: Transition(A.LET_GO, S.ENDED),
    I.BROKEN: Transition(A.SAFETY_NET, S.ENDED),
    I.STOPPED: Transition(A.SAFETY_NET, S.ENDED),
    I.PBX_GONE: Transition(A.WRITE_OFF, S.ENDED),
}
_END_TALK: Final[dict[CallInput, Transition | None]] = {
    I.AGENT_GONE: Transition(A.FINISH_FOR_AGENT, S.ENDED),
    I.MESSAGE_OVER: Transition(A.END_LISTENING, S.ENDED),
    I.CALLER_GONE: Transition(A.FINISH_FOR_CALLER, S.ENDED),
    I.CALLER_LEFT: Transition(A.FINISH_FOR_CALLER, S.ENDED),
    I.BROKEN: Transition(A.SET_FREE, S.ENDED),
    I.STOPPED: Transition(A.STOP_TALK, S.ENDED),
    I.PBX_GONE: Transition(A.WRITE_OFF, S.ENDED),
}


def _rows(*rows: dict[CallInput, Transition | None]) -> dict[CallInput, Transition | None]:
    """Complete a state: what is not named is ignored."""
    table: dict[CallInput, Transition | None] = dict.fromkeys(CallInput, IGNORED)
    for row in rows:
        table |= row
    return table


TABLE: Final[dict[S, dict[CallInput, Transition | None]]] = {
    S.ARRIVING: _rows({I.ADMITTED: Transition(A.BEGIN_FLOW, S.IN_FLOW)}),
    S.IN_FLOW: _rows(
        _END,
        {
            I.STEP_ENDED: Transition(A.GO_ON_IN_FLOW, S.IN_FLOW),
            I.CALLER_PRESSED: Transition(A.GO_ON_IN_FLOW, S.IN_FLOW),
            I.FLOW_TOLD: Transition(A.GO_ON_IN_FLOW, S.IN_FLOW),
            I.QUEUE_REACHED: Transition(A.JOIN_LINE, S.WAITING),
            I.LINE_REACHED_AGAIN: Transition(A.JOIN_LINE_AGAIN, S.WAITING),
            I.SENT_OUTSIDE: Transition(A.RING_OUTSIDE, S.TRANSFERRING),
            I.MESSAGE_WANTED: Transition(A.TAKE_MESSAGE, S.ENDED),
            I.FLOW_ENDED: Transition(A.LEAVE, S.ENDED),
        },
    ),
    S.WAITING: _rows(
        _END,
        {
            I.MATCHED: Transition(A.OFFER, S.OFFERED),
            I.SENT_OUTSIDE: Transition(A.RING_OUTSIDE, S.TRANSFERRING),
            I.LET_GO_ON: Transition(A.LEAVE_LINE, S.IN_FLOW),
            I.CALLBACK_WANTED: Transition(A.TURN_INTO_CALLBACK, S.ENDED),
            I.OUTSIDE_ANSWERED: Transition(A.CUSTOMER_UP, S.WAITING),
            I.OUTSIDE_LOST: Transition(A.NOT_REACHED, S.ENDED),
            I.MOVED: Transition(A.CHANGE_LINE, S.WAITING),
            I.STEP_ENDED: Transition(A.NOTE_SAID, S.WAITING),
            I.CALLER_PRESSED: Transition(A.TAKE_KEY, S.WAITING),
            I.MESSAGE_WANTED: Transition(A.TAKE_MESSAGE, S.ENDED),
            I.TURNED_AWAY: Transition(A.TURN_AWAY, S.ENDED),
            I.MESSAGE_OVER: Transition(A.PUT_BACK, S.ENDED),
        },
    ),
    S.OFFERED: _rows(
        _END,
        {
            I.STEP_ENDED: Transition(A.NOTE_SAID, S.OFFERED),
            I.CALLER_PRESSED: Transition(A.TAKE_KEY, S.OFFERED),
            I.CALLBACK_WANTED: Transition(A.TURN_INTO_CALLBACK, S.ENDED),
            I.OUTSIDE_ANSWERED: Transition(A.CUSTOMER_UP, S.OFFERED),
            I.OUTSIDE_LOST: Transition(A.NOT_REACHED, S.ENDED),
            I.RANG: Transition(A.NOTE_RINGING, S.OFFERED),
            I.AGENT_ANSWERED: Transition(A.WHISPER, S.OFFERED),
            I.WHISPER_ENDED: Transition(A.CONNECT, S.OFFERED),
            I.AGENT_PRESSED: Transition(A.HEAR_KEY, S.OFFERED),
            I.AGENT_CONNECTED: Transition(A.START_TALK, S.CONNECTED),
            I.ONE_OFFER_LOST: Transition(A.DROP_OFFER, S.OFFERED),
            I.MESSAGE_OVER: Transition(A.PUT_BACK, S.ENDED),
            I.OFFER_LOST: Transition(A.RETURN_TO_LINE, S.WAITING),
            I.MOVED: Transition(A.CHANGE_LINE, S.WAITING),
        },
    ),
    S.CONNECTED: _rows(
        _END_TALK,
        {
            I.AGENT_HELD: Transition(A.START_HOLD, S.HELD),
            I.MESSAGE_PLAYED: Transition(A.NOTE_PLAYED, S.CONNECTED),
            I.MESSAGE_KEY: Transition(A.TAKE_MESSAGE_KEY, S.CONNECTED),
        },
    ),
    S.HELD: _rows(_END_TALK, {I.AGENT_UNHELD: Transition(A.END_HOLD, S.CONNECTED)}),
    S.TRANSFERRING: _rows(
        _END,
        {
            I.STEP_ENDED: Transition(A.NOTE_SAID, S.TRANSFERRING),
            I.OUTSIDE_ANSWERED: Transition(A.JOIN_OUTSIDE, S.TRANSFERRING),
            I.OUTSIDE_CONNECTED: Transition(A.START_OUTSIDE, S.OUTSIDE),
            I.FLOW_TOLD: Transition(A.BACK_TO_FLOW, S.IN_FLOW),
            I.OUTSIDE_LOST: Transition(A.GIVE_UP_OUTSIDE, S.WAITING),
            I.OUTSIDE_GONE: Transition(A.GIVE_UP_OUTSIDE, S.WAITING),
        },
    ),
    S.OUTSIDE: _rows(
        {
            I.OUTSIDE_GONE: Transition(A.FINISH_OUTSIDE, S.ENDED),
            I.CALLER_GONE: Transition(A.FINISH_OUTSIDE, S.ENDED),
            I.CALLER_LEFT: Transition(A.FINISH_OUTSIDE, S.ENDED),
            I.BROKEN: Transition(A.FREE_OUTSIDE, S.ENDED),
            I.STOPPED: Transition(A.STOP_OUTSIDE, S.ENDED),
            I.PBX_GONE: Transition(A.WRITE_OFF, S.ENDED),
        },
    ),
    S.ENDED: _rows(),
}
