"""The agent's states as a table: (state, input) -> next state, IGNORED, or a sentence why it is refused.

Every pair is in the table. Offers and calls drive the inner states; people ask for the outer ones, and what they
ask for while a call is in hand is kept as a wish until the agent would become available.
"""

from enum import StrEnum
from typing import Final

from acd.domain import refusals
from acd.domain.agents import AgentState as S


class AgentInput(StrEnum):
    """What can happen to an agent."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    PAUSE = "pause"
    RESUME = "resume"
    RESERVE = "reserve"
    RING = "ring"
    CONNECT = "connect"
    HOLD = "hold"
    UNHOLD = "unhold"
    RELEASE = "release"
    """The offer led to no conversation."""
    BACK_TO_NOTES = "back_to_notes"
    """As above, and the wrap-up that it interrupted is not over."""
    FINISH = "finish"
    """The conversation is over."""
    FOUND_TALKING = "found_talking"
    """The PBX holds a conversation of this agent that is no call of ours."""
    WRAPUP_END = "wrapup_end"
    EXTEND_WRAPUP = "extend_wrapup"
    ASK_ASSISTANCE = "ask_assistance"
    """Call for a supervisor; the state stays what it is."""


class Reaction(StrEnum):
    """What happens instead of a change of state."""

    IGNORED = "ignored"
    """A late or repeated event, harmless in this state."""
    WISH = "wish"
    """Granted when the call in hand is over."""
    EXTENDED = "extended"
    """The wrap-up ends later."""
    ASKED = "asked"
    """A supervisor is called."""
    NOT_SIGNED_IN = refusals.NOT_SIGNED_IN
    NOT_PAUSED = refusals.NOT_PAUSED
    NO_WRAPUP = refusals.NO_WRAPUP


I = AgentInput  # noqa: E741 - the table is read by columns, not by names
_LATE: Final = Reaction.IGNORED
_BUSY: Final[dict[AgentInput, S | Reaction]] = {
    I.SIGN_IN: Reaction.WISH,  # takes back a wish to sign out
    I.SIGN_OUT: Reaction.WISH,
    I.PAUSE: Reaction.WISH,
    I.RESUME: Reaction.WISH,  # takes back a wish for a pause
    I.RESERVE: _LATE,
    I.WRAPUP_END: Reaction.NO_WRAPUP,
    I.EXTEND_WRAPUP: Reaction.NO_WRAPUP,
    I.ASK_ASSISTANCE: Reaction.ASKED,
    I.FOUND_TALKING: _LATE,
}
_FREE: Final[dict[AgentInput, S | Reaction]] = {
    I.RING: _LATE,
    I.CONNECT: _LATE,
    I.HOLD: _LATE,
    I.UNHOLD: _LATE,
    I.RELEASE: _LATE,
    I.BACK_TO_NOTES: _LATE,
    I.FINISH: _LATE,
    I.FOUND_TALKING: S.TALKING,
    I.EXTEND_WRAPUP: Reaction.NO_WRAPUP,
    I.ASK_ASSISTANCE: Reaction.ASKED,
}

TABLE: Final[dict[S, dict[AgentInput, S | Reaction]]] = {
    S.OFFLINE: _FREE
    | {
        I.SIGN_IN: S.AVAILABLE,
        I.SIGN_OUT: Reaction.IGNORED,
        I.PAUSE: Reaction.NOT_SIGNED_IN,
        I.RESUME: Reaction.NOT_SIGNED_IN,
        I.RESERVE: _LATE,
        I.WRAPUP_END: Reaction.NOT_SIGNED_IN,
        I.EXTEND_WRAPUP: Reaction.NOT_SIGNED_IN,
        I.ASK_ASSISTANCE: Reaction.NOT_SIGNED_IN,
    },
    S.AVAILABLE: _FREE
    | {
        I.SIGN_IN: Reaction.IGNORED,
        I.SIGN_OUT: S.OFFLINE,
        I.PAUSE: S.PAUSED,
        I.RESUME: Reaction.NOT_PAUSED,
        I.RESERVE: S.RESERVED,
        I.WRAPUP_END: Reaction.NO_WRAPUP,
    },
    S.RESERVED: _BUSY
    | {
        I.RING: S.RINGING,
        I.CONNECT: S.TALKING,  # a phone may answer without having rung
        I.HOLD: _LATE,
        I.UNHOLD: _LATE,
        I.RELEASE: S.AVAILABLE,
        I.BACK_TO_NOTES: S.WRAPUP,
        I.FINISH: _LATE,
    },
    S.RINGING: _BUSY
    | {
        I.RING: _LATE,
        I.CONNECT: S.TALKING,
        I.HOLD: _LATE,
        I.UNHOLD: _LATE,
        I.RELEASE: S.AVAILABLE,
        I.BACK_TO_NOTES: S.WRAPUP,
        I.FINISH: _LATE,
    },
    S.TALKING: _BUSY
    | {
        I.RING: _LATE,
        I.CONNECT: _LATE,
        I.HOLD: S.HOLDING,
        I.UNHOLD: _LATE,
        I.RELEASE: _LATE,
        I.BACK_TO_NOTES: _LATE,
        I.FINISH: S.WRAPUP,
    },
    S.HOLDING: _BUSY
    | {
        I.RING: _LATE,
        I.CONNECT: _LATE,
        I.HOLD: _LATE,
        I.UNHOLD: S.TALKING,
        I.RELEASE: _LATE,
        I.BACK_TO_NOTES: _LATE,
        I.FINISH: S.WRAPUP,
    },
    S.WRAPUP: _FREE
    | {
        I.SIGN_IN: Reaction.WISH,
        I.SIGN_OUT: S.OFFLINE,
        I.PAUSE: S.PAUSED,
        I.RESUME: Reaction.WISH,
        I.RESERVE: S.RESERVED,  # rung ahead of the end
        I.WRAPUP_END: S.AVAILABLE,
        I.EXTEND_WRAPUP: Reaction.EXTENDED,
    },
    S.PAUSED: _FREE
    | {
        I.SIGN_IN: Reaction.IGNORED,
        I.SIGN_OUT: S.OFFLINE,
        I.PAUSE: S.PAUSED,  # another reason
        I.RESUME: S.AVAILABLE,
        I.RESERVE: _LATE,
        I.WRAPUP_END: Reaction.NO_WRAPUP,
    },
}
