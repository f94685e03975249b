"""The steps of a flow. What each does stands in `acd/flows/`; beside each are the exits that it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from acd.domain.agents import Endpoint
from acd.domain.calls import HangUpReason
from acd.domain.conditions import Condition
from acd.domain.demands import NO_DEMAND, Demand
from acd.domain.flows import NEXT, Flow, FlowId, Node, Prompt, StepName
from acd.domain.hours import HoursId
from acd.domain.queues import QueueId
from acd.domain.web_asks import WebTargetId


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """Answer the caller (SIP 200); billing at the carrier starts here. Exits: next, failed."""


@dataclass(frozen=True, slots=True)
class PlayStep:
    """Play sounds to the caller, one after the other. Exits: next, failed (none of them could be played)."""

    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Listening:
    """How long a caller has time to press keys, and how often they are asked."""

    timeout_s: float = 5.0
    """Behind the end of what is played."""
    tries: int = 3
    barge_in: bool = True
    """Keys count while the prompt is played, and end it."""
    again: tuple[Prompt, ...] = ()
    """Played before it is asked once more; nothing: a sentence of ours."""


LISTENING = Listening()


@dataclass(frozen=True, slots=True)
class MenuStep:
    """Let the caller choose by a key. Exits: each key, no_input, invalid."""

    prompts: tuple[Prompt, ...]
    keys: frozenset[str]
    listening: Listening = LISTENING


class Check(StrEnum):
    """What digits must be."""

    ANY = "any"
    PHONE = "phone"
    """A number that can be dialled: 4 to 15 digits."""
    LUHN = "luhn"
    """With a check digit as cards and customer numbers have (ISO/IEC 7812-1)."""
    DATE = "date"
    """A day as DDMMYYYY."""


@dataclass(frozen=True, slots=True)
class CollectStep:
    """Let the caller type digits. Exits: next, no_input, invalid, refused (star was pressed)."""

    variable: str
    prompts: tuple[Prompt, ...]
    fewest: int = 1
    most: int = 20
    """With so many digits it is over; with less, `#` or a pause ends it."""
    pause_s: float = 3.0
    """Between two digits."""
    check: Check = Check.ANY
    one_of: frozenset[str] = frozenset()
    """Nothing: anything that passes the check."""
    confirm: bool = False
    """Read the digits back, and ask whether they are right."""
    listening: Listening = LISTENING


@dataclass(frozen=True, slots=True)
class HoursStep:
    """Go by opening hours. Exits: open, closed, holiday (not written: closed)."""

    hours_id: HoursId


@dataclass(frozen=True, slots=True)
class SetStep:
    """Note values of the call; `{name}` in a text stands for a value. Exits: next."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TagStep:
    """Mark the call for reports. Exits: next."""

    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BranchStep:
    """Go by what is known. Exits: the number of the first case (from 1) of which every condition holds; next."""

    cases: tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True, slots=True)
class LookUpStep:
    """Ask another system; what it answers becomes values of the call. Exits: next, not_found, failed."""

    target_id: WebTargetId
    prompts: tuple[Prompt, ...] = ()
    """Played while it is asked."""


@dataclass(frozen=True, slots=True)
class WebhookStep:
    """Tell another system. Exits: next, failed (if it is waited for)."""

    target_id: WebTargetId
    waits: bool = False
    """Go on when it has answered, and not at once."""


@dataclass(frozen=True, slots=True)
class QueueStep:
    """Put the caller in line. Exits: failed (there is no such queue any more), waited, and the words of its recipes."""

    queue_id: QueueId
    demand: Demand = NO_DEMAND
    """What callers who come this way ask for, beside what the queue asks."""
    form: str = ""
    """What the agent fills in for the caller; empty: nothing."""
    whisper: tuple[Prompt, ...] | None = None
    """Instead of the flow's; None: that."""


@dataclass(frozen=True, slots=True)
class CallbackStep:
    """Offer to call back, at the caller's number or another one. Exits: next (agreed), refused, no_input, failed."""

    queue_id: QueueId | None = None
    """None: the one in which the caller stands."""
    prompts: tuple[Prompt, ...] = ()
    """Instead of our sentence that says which keys there are."""
    other_number: bool = True
    """The caller may type another number."""
    listening: Listening = LISTENING


@dataclass(frozen=True, slots=True)
class VoicemailStep:
    """Ask for a message; the call ends with it. Exits: failed (no room for it)."""

    prompts: tuple[Prompt, ...] = ()


@dataclass(frozen=True, slots=True)
class TransferStep:
    """Connect the caller with a number outside. Exits: failed (not reached)."""

    outside: Endpoint
    ring_s: float = 30.0
    prompts: tuple[Prompt, ...] = ()
    """Played before it is rung."""


class ConsentMode(StrEnum):
    """How a caller is asked whether the conversation may be recorded."""

    ANNOUNCE = "announce"
    """They are told."""
    BEEP = "beep"
    """They hear a tone."""
    PRESS = "press"
    """They press a key, or it is not recorded."""
    OFF = "off"
    """It is not recorded."""


@dataclass(frozen=True, slots=True)
class ConsentStep:
    """Settle whether the conversation may be recorded. Exits: next, refused (not written: next)."""

    mode: ConsentMode
    prompts: tuple[Prompt, ...] = ()
    listening: Listening = LISTENING


@dataclass(frozen=True, slots=True)
class HangUpStep:
    """End the call."""

    reason: HangUpReason = HangUpReason.NORMAL


@dataclass(frozen=True, slots=True)
class BackInLineStep:
    """Go back to the place in line that was left for a dialogue."""


Step: TypeAlias = (
    AnswerStep
    | PlayStep
    | MenuStep
    | CollectStep
    | HoursStep
    | SetStep
    | TagStep
    | BranchStep
    | LookUpStep
    | WebhookStep
    | QueueStep
    | CallbackStep
    | VoicemailStep
    | TransferStep
    | ConsentStep
    | HangUpStep
    | BackInLineStep
)


def in_a_row(flow_id: FlowId, steps: Sequence[Step], whisper: tuple[Prompt, ...] = ()) -> Flow:
    """Return a flow without branches: its steps are named by their numbers, from 1."""
    names = [StepName(str(number)) for number in range(1, len(steps) + 1)]
    nodes = (
        {
            name: Node(step, {} if following is None else {NEXT: following})
            for name, step, following in zip(names, steps, [*names[1:], None], strict=True)
        }
        if steps
        else {}
    )
    return Flow(flow_id, StepName("1"), nodes, whisper)
