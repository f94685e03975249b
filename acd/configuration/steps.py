"""The steps of a flow as they are written: one deed each, and where its exits lead."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, Strict, model_serializer, model_validator

from acd.configuration.branches import Cases
from acd.configuration.demands import Line, OneLine
from acd.configuration.keys import Key
from acd.configuration.recipes import WhoElse
from acd.configuration.sentences import mend, mistake, nearest, shown
from acd.configuration.sounds import Prompts
from acd.configuration.values import Id, Target, Text, ValueName
from acd.configuration.written import Fields

STEP_WORDS = ("answer", "hang_up", "voicemail")
"""Steps that can be written as a bare word."""
ENDS = frozenset({"queue", "message", "voicemail", "transfer", "hang_up"})
"""Deeds with which the flow is over, unless they fail."""

Seconds = Annotated[float, Field(ge=1, le=60), mend("use 1 to 60 seconds")]


class Asks(Fields):
    """How the caller is asked for keys."""

    timeout_s: Seconds | None = Field(
        default=None, description="Seconds to press a key, behind the end of the prompt (1 to 60); default: 5."
    )
    tries: Annotated[int, Field(ge=1, le=10), mend("use 1 to 10 tries")] | None = Field(
        default=None, description="How often the caller is asked (1 to 10); default: 3."
    )
    barge_in: bool | None = Field(
        default=None, description="False: keys do not count before the prompt is over; default: true."
    )
    again: Prompts | None = Field(
        default=None, description="Played before the caller is asked once more; default: a sentence of ours."
    )


class Menu(Asks):
    """Lets the caller choose by a key."""

    say: Annotated[Prompts, Field(min_length=1)] = Field(description="The menu.")
    keys: Annotated[dict[Key, Target], Field(min_length=1)] = Field(
        description="Where each key leads: 0 to 9, * and #, in quotes."
    )


class Collect(Asks):
    """Lets the caller type digits."""

    into: ValueName = Field(description="Name of the value in which the digits are noted.")
    say: Annotated[Prompts, Field(min_length=1)] = Field(description="What the caller is asked for.")
    fewest: Annotated[int, Field(ge=1, le=40), mend("use 1 to 40 digits")] | None = Field(
        default=None, description="Fewest digits (1 to 40); default: 1."
    )
    most: Annotated[int, Field(ge=1, le=40), mend("use 1 to 40 digits")] | None = Field(
        default=None, description="Most digits (1 to 40): with so many it is over; default: 20."
    )
    pause_s: Annotated[float, Field(ge=0.5, le=20), mend("use 0.5 to 20 seconds")] | None = Field(
        default=None,
        description="Seconds between two digits after which it is over, as with # (0.5 to 20); default: 3.",
    )
    check: Annotated[Literal["any", "phone", "luhn", "date"], mend("use any, phone, luhn or date")] | None = Field(
        default=None,
        description="What the digits must be: any, phone (4 to 15 digits), luhn (with a check digit), or date "
        "(DDMMYYYY); default: any.",
    )
    one_of: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9]{1,40}$"), mend("use digits, in quotes")], ...],
                      Strict(False), Field(min_length=1, max_length=1000)] | None = Field(
        default=None, description="Only these are right; default: any that pass the check."
    )  # fmt: skip
    confirm: bool | None = Field(
        default=None, description="True: the digits are read back, and the caller is asked whether they are right."
    )

    @model_validator(mode="after")
    def _some_are_right(self) -> Self:
        fewest, most = self.fewest or 1, self.most or 20
        if fewest > most:
            raise mistake(f"fewest ({fewest}) is more than most ({most}); write them the other way round")
        wrong = next((one for one in self.one_of or () if not fewest <= len(one) <= most), None)
        if wrong is not None:
            raise mistake(f"{shown(wrong)} of one_of can never be typed; use {fewest} to {most} digits")
        return self


class LookUp(Fields):
    """Asks another system."""

    id: Id = Field(description="Name of the look-up, see `lookups` of the tenant.")
    say: Prompts | None = Field(default=None, description="Played while it is asked.")


class Webhook(Fields):
    """Tells another system."""

    id: Id = Field(description="Name of the webhook, see `webhooks` of the tenant.")
    wait: bool | None = Field(
        default=None, description="True: go on when it has answered, by `failed` if it has not; default: at once."
    )


class Message(Line):
    """Puts the caller in line for an agent who takes a message."""

    form: Id = Field(description="Name of the form that the agent fills in.")

    @model_serializer(mode="wrap")
    def _long(self, handler: Any) -> Any:
        return {"form": self.form, **dict(_mapping(handler(self)))}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"id": value}


class Callback(Asks):
    """Offers to call back."""

    queue: Id = Field(description="Queue whose agents call; it needs `callback`.")
    say: Prompts | None = Field(
        default=None,
        description="Instead of our sentence: 1 is for this number, 2 for another one, star for no.",
    )
    other_number: bool | None = Field(
        default=None, description="False: only at the number from which they call; default: true."
    )


class Transfer(WhoElse):
    """Connects the caller with a number outside."""

    say: Prompts | None = Field(default=None, description="Played before it is rung.")


class Consent(Asks):
    """Settles whether the conversation may be recorded."""

    mode: Annotated[Literal["announce", "beep", "press", "off"], mend("use announce, beep, press or off")] = Field(
        description="announce: the caller is told; beep: hears a tone; press: agrees with 1, or is not recorded; off: "
        "is not recorded."
    )
    say: Prompts | None = Field(default=None, description="Instead of our sentence or tone.")


def _or_id(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


def _or_queue(value: Any) -> Any:
    return {"queue": value} if isinstance(value, str) else value


def _or_mode(value: Any) -> Any:
    return {"mode": value} if isinstance(value, str) else value


def _or_true(value: Any) -> Any:
    return () if value is True else value


def _one_deed_in(schema: dict[str, Any]) -> None:
    """Let an editor know that a step does exactly one thing."""
    schema["oneOf"] = [{"required": [deed]} for deed in EXITS_OF]


class Step(Fields):
    """One step of a flow: exactly one deed, perhaps a name, and where its exits lead. Some bare words will do."""

    model_config = ConfigDict(json_schema_extra=_one_deed_in)

    id: Id | None = Field(default=None, description="Name of the step, to which exits of others can lead.")
    answer: Literal[True] | None = Field(
        default=None, description="Answer the caller; from here on the call is billed."
    )
    play: Annotated[Prompts, Field(min_length=1)] | None = Field(
        default=None, description="Play one sound, or several after each other."
    )
    menu: Menu | None = Field(default=None, description="Let the caller choose by a key.")
    collect: Collect | None = Field(default=None, description="Let the caller type digits.")
    hours: Id | None = Field(
        default=None, description="Go by these hours of the tenant: on while open, else by `closed` or `holiday`."
    )
    set: Annotated[dict[ValueName, Text], Field(min_length=1)] | None = Field(
        default=None, description="Note values of the call; {name} in a text stands for another value."
    )
    tag: Annotated[tuple[Id, ...], Strict(False), Field(min_length=1, max_length=16)] | None = Field(
        default=None, description="Mark the call for reports."
    )
    branch: Cases | None = Field(
        default=None, description="Go by the first case that holds; where none does, on to the next step."
    )
    look_up: Annotated[LookUp, BeforeValidator(_or_id, json_schema_input_type=str | LookUp)] | None = Field(
        default=None, description="Ask another system; what it answers becomes values of the call."
    )
    webhook: Annotated[Webhook, BeforeValidator(_or_id, json_schema_input_type=str | Webhook)] | None = Field(
        default=None, description="Tell another system of the call."
    )
    queue: OneLine | None = Field(
        default=None,
        description="Put the caller in line in this queue; the flow ends here. {id: ..., requires: ...} asks for more.",
    )
    message: Message | None = Field(
        default=None, description="Put the caller in line for an agent who takes a message, with a form."
    )
    callback: Annotated[Callback, BeforeValidator(_or_queue, json_schema_input_type=str | Callback)] | None = Field(
        default=None, description="Offer to call back, by the agents of a queue."
    )
    voicemail: Annotated[Prompts, BeforeValidator(_or_true, json_schema_input_type=Any)] | None = Field(
        default=None, description="Ask for a message: true, or what is said before the tone; the call ends with it."
    )
    transfer: Transfer | None = Field(default=None, description="Connect the caller with a number outside.")
    consent: Annotated[Consent, BeforeValidator(_or_mode, json_schema_input_type=str | Consent)] | None = Field(
        default=None, description="Settle whether the conversation may be recorded."
    )
    hang_up: (
        Annotated[Literal[True, "busy", "unallocated", "no_answer"], mend("use true, busy, unallocated or no_answer")]
        | None
    ) = Field(default=None, description="End the call: true, or what the caller's phone is told.")
    go: Target | None = Field(default=None, description="Go on at another step, or at another flow: /name.")

    next: Target | None = Field(
        default=None, description="Where it goes on, as all that follow: name of a step, or /name of another flow."
    )
    failed: Target | None = Field(default=None, description="When it cannot be done.")
    no_input: Target | None = Field(default=None, description="When no key was pressed, however often it was asked.")
    invalid: Target | None = Field(default=None, description="When wrong keys were pressed; default: as no_input.")
    open: Target | None = Field(default=None, description="While the hours are open; default: the next step.")
    closed: Target | None = Field(default=None, description="While they are closed.")
    holiday: Target | None = Field(default=None, description="On holidays; default: as closed.")
    not_found: Target | None = Field(
        default=None, description="When the other system does not know what it was asked for; default: as failed."
    )
    refused: Target | None = Field(default=None, description="When the caller does not want it.")
    waited: Target | None = Field(default=None, description="When a recipe of the queue says go_on: waited.")
    exits: Annotated[dict[Id, Target], Field(min_length=1)] | None = Field(
        default=None, description="When a recipe of the queue says go_on with one of these words."
    )

    @property
    def deed(self) -> str:
        """Name of what it does."""
        return next(name for name in DEEDS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _one_deed(self) -> Self:
        given = [name for name in DEEDS if getattr(self, name) is not None]
        if len(given) != 1:
            raise mistake(f"{' and '.join(given) or 'nothing'} in one step; write each as an item of the list")
        for name in EXITS:
            if getattr(self, name) is not None and name not in EXITS_OF[given[0]]:
                possible = ", ".join(EXITS_OF[given[0]]) or "none"
                raise mistake(f"{name} is no exit of {given[0]}; it has: {possible}")
        return self


EXITS = (
    "next", "failed", "no_input", "invalid", "open", "closed", "holiday", "not_found", "refused", "waited", "exits",
)  # fmt: skip
EXITS_OF: dict[str, tuple[str, ...]] = {
    "answer": ("next", "failed"),
    "play": ("next", "failed"),
    "menu": ("no_input", "invalid", "failed"),
    "collect": ("next", "no_input", "invalid", "refused", "failed"),
    "hours": ("open", "closed", "holiday"),
    "set": ("next",),
    "tag": ("next",),
    "branch": ("next",),
    "look_up": ("next", "not_found", "failed"),
    "webhook": ("next", "failed"),
    "queue": ("waited", "exits", "failed"),
    "message": ("waited", "exits", "failed"),
    "callback": ("next", "refused", "no_input", "invalid", "failed"),
    "voicemail": ("failed",),
    "transfer": ("failed",),
    "consent": ("next", "refused"),
    "hang_up": (),
    "go": (),
}
DEEDS = tuple(EXITS_OF)


def _step(value: Any) -> Any:
    if isinstance(value, str):
        if value not in STEP_WORDS:
            raise mistake(f"{shown(value)} is no step{nearest(value, DEEDS)}")
        return {value: True}
    if not isinstance(value, dict | Step):
        raise mistake(f"{shown(value)} is no step; write answer, {{play: ...}}, {{queue: ...}} or hang_up")
    return value


OneStep = Annotated[
    Step, BeforeValidator(_step, json_schema_input_type=Literal["answer", "hang_up", "voicemail"] | Step)
]
Steps = Annotated[tuple[OneStep, ...], Strict(False), Field(min_length=1, max_length=100)]


class Flow(Fields):
    """Steps, one after the other where no exit leads elsewhere. The bare list will do."""

    failed: Target | None = Field(
        default=None, description="Where it goes on when a step fails that has no exit for it; default: the safety net."
    )
    steps: Steps = Field(description="The steps.")

    @model_serializer(mode="wrap")
    def _short(self, handler: Any) -> Any:
        # in the short form wherever it says the same: digests of stored configurations stay what they were
        written = handler(self)
        return written["steps"] if self.failed is None else written


def _flow(value: Any) -> Any:
    return {"steps": value} if isinstance(value, list | tuple) else value


OneFlow = Annotated[Flow, BeforeValidator(_flow, json_schema_input_type=Steps | Flow)]
