"""What may be written in a configuration. Each field has a description with its unit, for docs and editors."""

import hashlib
import json
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, Strict, model_validator

from acd.configuration.callbacks import Callbacks
from acd.configuration.caller_voices import CallerVoices
from acd.configuration.demands import Agents, AnyOf, Caller, HeadStart, NoneOf, PreferFor, preferred_with_time
from acd.configuration.feature_codes import FeatureCodes
from acd.configuration.hours import Hours
from acd.configuration.manners import Voice
from acd.configuration.music import Music
from acd.configuration.outside import OutsideNumber
from acd.configuration.recipes import Steps as RecipeSteps
from acd.configuration.recipes import WhenFull, WhenLong
from acd.configuration.sentences import mend
from acd.configuration.sounds import Prompts
from acd.configuration.steps import OneFlow
from acd.configuration.values import (
    Answering,
    Choice,
    DialledNumber,
    Digits,
    Id,
    Language,
    Level,
    Name,
    NetworkText,
    Place,
    Recording,
    RequiredLevel,
    SipDomain,
    SipServer,
    SipUser,
    Text,
    ValueName,
    Weight,
)
from acd.configuration.voicemails import Voicemails
from acd.configuration.web import Lookup, Webhook
from acd.configuration.written import Fields

MAIN_FLOW = "main"
"""The flow of a number that names none."""
SECTIONS = ("trunks", "tenants", "queues", "agents")
"""Lists of things that have an id."""


class Number(Fields):
    """A number that callers reach. The bare number is short for one that starts the flow `main`."""

    number: DialledNumber = Field(
        description="As your carrier sends it: +15550100, national digits, or a SIP name. In quotes."
    )
    flow: Id = Field(default=MAIN_FLOW, description="Flow of this tenant that answers it.")


def _number(value: Any) -> Any:
    return value if isinstance(value, dict | Number) else {"number": value}


class Tenant(Fields):
    """A client business whose calls are answered."""

    id: Id = Field(description="Name in records, reports and metrics; unique.")
    name: Name = Field(description="Name that people read and hear.")
    language: Language = Field(
        default="en",
        description="Language of callers, in which texts are spoken: de, en, es, fr, it, also with a country (es-MX); "
        "others need recordings.",
    )
    voice: Voice | None = Field(
        default=None, description="How texts to callers of this tenant are spoken; default: as usual."
    )
    numbers: Annotated[
        tuple[Annotated[Number, BeforeValidator(_number, json_schema_input_type=str | int | Number)], ...],
        Strict(False),
        Field(max_length=2000),
    ] = Field(default=(), description="Numbers of this tenant, each with the flow that answers it (default: main).")
    timezone: Annotated[str, Field(min_length=1, max_length=60), mend("use a name such as Europe/Berlin")] | None = (
        Field(
            default=None,
            description="Time zone of this tenant's clocks, such as Europe/Berlin; needed where there are hours.",
        )
    )
    hours: dict[Id, Hours] | None = Field(
        default=None, description="Opening hours by name, for steps and branches of flows. See docs/hours.md."
    )
    greeting: Prompts = Field(default=(), description="Played to a caller before the line of `queue`.")
    queue: Id | None = Field(default=None, description="Makes the flow main: answer, play the greeting, wait in line.")
    whisper: Prompts | None = Field(
        default=None,
        description="Played to the agent alone before the caller is connected. Default: the tenant's name.",
    )
    flows: dict[Id, OneFlow] = Field(default={}, description="Flows of your own, by name: lists of steps.")
    recording: Recording | None = Field(
        default=None,
        description="Which conversations of this tenant are recorded: always, never, or on_demand; default: as the "
        "queue says.",
    )
    max_calls: Annotated[int, Field(ge=1, le=100_000), mend("use 1 to 100000 calls")] | None = Field(
        default=None,
        description="How many callers of this tenant may be there at once; one more hears that it is busy. Default: "
        "any number.",
    )
    weight: Annotated[float, Field(ge=0.01, le=100), mend("use 0.01 to 100")] | None = Field(
        default=None,
        description="Share of this tenant's callers where there is `fairness`: twice the weight, twice the pace (0.01 "
        "to 100); default: 1.",
    )
    wrapup_s: Annotated[float, Field(ge=0, le=3600), mend("use 0 to 3600 seconds")] | None = Field(
        default=None,
        description="Seconds for notes after a conversation with a caller of this tenant (0 to 3600); default: as the "
        "queue says.",
    )
    music: Music | None = Field(
        default=None,
        description="What callers of this tenant hear while they wait, in every queue; default: as the queue says.",
    )
    voicemail_queue: Id | None = Field(
        default=None,
        description="Queue whose agents hear the messages of this tenant's callers, by its `voicemails`; default: that "
        "in whose line the caller was, if its agents hear any.",
    )
    callers: Annotated[tuple[Caller, ...], Strict(False), Field(max_length=20000)] | None = Field(
        default=None, description="Callers who are known by their numbers, and what is different for them."
    )
    data: Annotated[dict[ValueName, Text], Field(min_length=1, max_length=20)] | None = Field(
        default=None, description="Values that flows of this tenant may go by, and that other systems are told."
    )
    lookups: dict[Id, Lookup] | None = Field(
        default=None, description="Other systems that flows ask, by name; see docs/lookups.md."
    )
    webhooks: dict[Id, Webhook] | None = Field(
        default=None, description="Other systems that flows tell, by name; see docs/lookups.md."
    )


class Queue(Fields):
    """A line of waiting callers."""

    id: Id = Field(description="Name in records, reports and metrics; unique.")
    requires: dict[Id, RequiredLevel] = Field(
        default={}, description="Skills that an agent must have, each with its lowest level (1 to 10)."
    )
    requires_any_of: AnyOf | None = Field(
        default=None,
        description="Sets of skills with levels: besides `requires` an agent must have all skills of one of them.",
    )
    requires_none_of: NoneOf | None = Field(
        default=None, description="Skills that an agent must not have, at this level or above."
    )
    agent_choice: Choice | None = Field(
        default=None,
        description="Which of the idle agents is asked; default: longest_idle. See docs/routing.md.",
    )
    ring_timeout_s: Annotated[float, Field(ge=1, le=300), mend("use 1 to 300 seconds")] = Field(
        default=20.0,
        description="Seconds that an agent's phone rings before the call counts as missed (1 to 300).",
    )
    wrapup_s: Annotated[float, Field(ge=0, le=3600), mend("use 0 to 3600 seconds")] = Field(
        default=0.0,
        description="Seconds for notes after a conversation, before the agent's next call (0 to 3600).",
    )
    language: Language | None = Field(
        default=None, description="Language in which texts of its recipes are spoken; default: en."
    )
    head_start_s: HeadStart = Field(
        default=0.0, description="Priority: callers rank as if they had come so many seconds earlier (0 to 86400)."
    )
    service_level_s: Annotated[float, Field(ge=1, le=3600), mend("use 1 to 3600 seconds")] = Field(
        default=20.0, description="Seconds within which an answer counts as in threshold (1 to 3600)."
    )
    recipe: RecipeSteps | None = Field(
        default=None, description="What changes while a caller waits: steps with times or places. See docs/routing.md."
    )
    when_nobody: RecipeSteps | None = Field(
        default=None,
        description="Instead of `recipe`, for who comes while no agent is signed in who could serve them, and for who "
        "waits when the last one leaves.",
    )
    when_full: WhenFull | None = Field(
        default=None, description="Instead of `recipe`, for who comes while so many callers wait."
    )
    when_long: WhenLong | None = Field(
        default=None, description="Instead of `recipe`, for who comes while somebody has waited for so long."
    )
    callback: Callbacks | None = Field(
        default=None, description="Lets customers be called back by this queue's agents; default: nobody is."
    )
    voicemails: Voicemails | None = Field(
        default=None,
        description="Lets this queue's agents hear messages that callers left; `{}` for the usual. Default: messages "
        "are for people alone, see docs/voicemail.md.",
    )
    number: Digits | None = Field(
        default=None, description="Digits that an agent dials to hear how many wait in this queue alone; unique."
    )
    whisper: Literal[False] | None = Field(
        default=None, description="False: its agents hear no whisper; default: what the caller's flow says."
    )
    music: Music = Field(
        default="default",
        description="What callers hear while they wait: a class of music on hold in Asterisk, a list of files, or a "
        "folder. What a tenant says of its own counts more.",
    )
    recording: Recording | None = Field(
        default=None,
        description="Which conversations are recorded: always, never, or on_demand (when somebody asks for it); "
        "default: never. What a tenant says of its own counts more.",
    )
    prefers: Agents | None = Field(
        default=None, description="Agents for whom callers wait alone at first, whatever their skills."
    )
    prefer_for_s: PreferFor | None = Field(
        default=None, description="Seconds for which callers wait for `prefers` alone, then for anyone (1 to 86400)."
    )
    last_agent_for_s: PreferFor | None = Field(
        default=None,
        description="Seconds for which a caller waits for the agent alone who talked to them last (1 to 86400); "
        "default: not at all.",
    )

    @model_validator(mode="after")
    def _preferred_with_time(self) -> Self:
        preferred_with_time(self)
        return self


class Agent(Fields):
    """A person who answers. Their phone registers as agent-<id>."""

    id: Id = Field(description="Name in records, reports and metrics; unique.")
    name: Name = Field(description="Name that people read.")
    skills: dict[Id, Level] = Field(default={}, description="Skills, each with its level from 0 (none) to 10 (expert).")
    number: Digits | None = Field(
        default=None,
        description="Digits with which the agent signs in at any phone, with a PIN (see `acd accounts`); unique.",
    )
    language: Language | None = Field(default=None, description="Language in which feature codes speak; default: en.")
    supervisor: bool | None = Field(
        default=None, description="True: rung when another agent calls for a supervisor; default: false."
    )
    place: Place | None = Field(
        default=None, description="For queues with agent_choice linear: the lowest place is asked first; default: 100."
    )
    weight: Weight | None = Field(
        default=None, description="For queues with agent_choice random: twice the weight, twice the calls; default: 1."
    )
    answering: Answering | None = Field(
        default=None,
        description="What connects a caller: by_hand (the agent picks up), auto (the phone is asked to pick up by "
        "itself), or press (the agent picks up and presses 1); default: by_hand, and press at the outside number.",
    )
    outside: OutsideNumber | None = Field(
        default=None, description="A number outside at which the agent may be rung, see `acd agent sign-in --outside`."
    )


class Phone(Fields):
    """A phone that is nobody's own: agents sign in there. It registers as phone-<id>."""

    id: Id = Field(description="Name of the phone; unique.")
    name: Name = Field(description="Where it stands; people read it.")
    language: Language | None = Field(default=None, description="Language while nobody is signed in; default: en.")


class Registration(Fields):
    """Our registration at a carrier. Its password is not written here: see `trunks` in docs/configuration.md."""

    server: SipServer = Field(description="Name or address of the carrier's registrar, such as sip.example.com.")
    user: SipUser = Field(description="Name of our account there. In quotes.")
    domain: SipDomain | None = Field(
        default=None, description="Domain of our address there; default: that of the server."
    )
    expiry_s: Annotated[int, Field(ge=60, le=86400), mend("use 60 to 86400 seconds")] = Field(
        default=3600, description="Seconds for which we ask to be registered; renewed in time (60 to 86400)."
    )


class Trunk(Fields):
    """Where callers come from. Its SIP account is trunk-<id>."""

    id: Id = Field(description="Name of the trunk; unique.")
    password: bool = Field(
        default=False, description="True: it logs in; the password is made here (see `acd accounts`)."
    )
    match: Annotated[tuple[NetworkText, ...], Strict(False), Field(max_length=100)] = Field(
        default=(), description="IPv4 addresses or networks it sends from, such as 192.0.2.0/24."
    )
    registration: Registration | None = Field(
        default=None, description="Our registration there, for carriers that want one."
    )
    server: SipServer | None = Field(
        default=None,
        description="Where calls to outside numbers are sent, such as sip.example.com; default: where we register, or "
        "the only address of `match`.",
    )


Rest = Annotated[float, Field(ge=0, le=3600), mend("use 0 to 3600 seconds")]
Limit = Annotated[int, Field(ge=1, le=100), mend("use 1 to 100 calls")]


class Offers(Fields):
    """What happens after an offer that led to no conversation."""

    refused_rest_s: Rest = Field(
        default=5.0, description="Seconds without an offer for an agent who declined one (0 to 3600)."
    )
    failed_rest_s: Rest = Field(
        default=10.0,
        description="Seconds without an offer for an agent whose phone could not be reached (0 to 3600).",
    )
    missed_rest_s: Rest | None = Field(
        default=None, description="Seconds without an offer for an agent who missed a call (0 to 3600); default: 0."
    )
    dropped_rest_s: Rest | None = Field(
        default=None,
        description="Seconds without an offer for an agent whose phone was answered, and gone before the caller was "
        "there (0 to 3600); default: as failed_rest_s.",
    )
    missed_limit: Limit = Field(
        default=2, description="Missed calls in a row after which an agent is paused (1 to 100)."
    )
    refused_limit: Limit | None = Field(
        default=None, description="Declined calls in a row after which an agent is paused (1 to 100); default: never."
    )
    failed_limit: Limit | None = Field(
        default=None,
        description="Calls in a row that could not be brought to the phone, after which an agent is paused (1 to "
        "100); default: never.",
    )
    dropped_limit: Limit | None = Field(
        default=None,
        description="Calls in a row that broke after the agent picked up, after which the agent is paused (1 to 100); "
        "default: never.",
    )
    dial_ahead_s: Annotated[float, Field(ge=0, le=30), mend("use 0 to 30 seconds")] | None = Field(
        default=None,
        description="Seconds before the end of the time for notes from which on an agent's phone may ring for the next "
        "call (0 to 30); default: 0, never.",
    )
    ringing_within_s: Annotated[float, Field(ge=0.5, le=60), mend("use 0.5 to 60 seconds")] = Field(
        default=3.0,
        description="Seconds within which a phone must ring, or it counts as unreachable (0.5 to 60).",
    )
    outside_ringing_within_s: Annotated[float, Field(ge=1, le=60), mend("use 1 to 60 seconds")] | None = Field(
        default=None, description="Seconds within which an outside number must ring (1 to 60); default: 15."
    )
    accept_within_s: Annotated[float, Field(ge=3, le=60), mend("use 3 to 60 seconds")] | None = Field(
        default=None,
        description="Seconds after picking up in which an agent must press 1 who has to (3 to 60); default: 10.",
    )


class Fairness(Fields):
    """Between tenants: how far the callers of one are put back while others of the same tenant wait."""

    pace_s: Annotated[float, Field(ge=1, le=3600), mend("use 1 to 3600 seconds")] = Field(
        default=30.0,
        description="Seconds from one caller of a tenant of weight 1 to the next; who comes sooner, while others of "
        "the tenant wait, counts as if they had come at this pace (1 to 3600).",
    )
    at_most_s: Annotated[float, Field(ge=1, le=86400), mend("use 1 to 86400 seconds")] = Field(
        default=600.0,
        description="Seconds by which nobody is put back farther, however many of the tenant wait (1 to 86400).",
    )


class Document(Fields):
    """Configuration of one pool: who calls, who answers, and how callers reach them."""

    trunks: Annotated[tuple[Trunk, ...], Strict(False), Field(max_length=200)] = Field(
        default=(), description="Where callers come from."
    )
    tenants: Annotated[tuple[Tenant, ...], Strict(False), Field(max_length=20000)] = Field(
        default=(), description="The client businesses."
    )
    queues: Annotated[tuple[Queue, ...], Strict(False), Field(max_length=5000)] = Field(
        default=(), description="Lines of waiting callers."
    )
    agents: Annotated[tuple[Agent, ...], Strict(False), Field(max_length=20000)] = Field(
        default=(), description="People who answer."
    )
    phones: Annotated[tuple[Phone, ...], Strict(False), Field(max_length=20000)] | None = Field(
        default=None, description="Phones that are nobody's own, for agents who sign in with number and PIN."
    )
    feature_codes: FeatureCodes | None = Field(
        default=None,
        description="Codes that agents dial on their phones; `{}` for all of them as they are. Without it there are "
        "none.",
    )
    caller_sentences: CallerVoices | None = Field(
        default=None,
        description="Sounds of what our dialogues say to callers, by language: a folder of recordings (try-again.wav), "
        "or each by its name. What is missing is spoken (de, en, es, fr, it), or else not heard.",
    )
    fairness: Fairness | None = Field(
        default=None,
        description="Keeps the surge of one tenant from drowning the others; `{}` for the usual. Without it callers of "
        "all tenants stand in the order of coming.",
    )
    offers: Offers = Field(default=Offers(), description="After an offer that led to no conversation.")

    def tree(self, *, defaults: bool = True) -> dict[str, Any]:
        """Plain values; what is not set is left out, lists are sorted whose order means nothing.

        Defaults are filled in, or without `defaults` left out.
        """
        values = self.model_dump(mode="json", exclude_none=True, exclude_defaults=not defaults)
        for section in SECTIONS:
            values.setdefault(section, []).sort(key=lambda item: item["id"])
        if "phones" in values:
            values["phones"].sort(key=lambda item: item["id"])
        for tenant in values["tenants"]:
            tenant.get("numbers", []).sort(key=lambda item: item["number"])
            for caller in tenant.get("callers", []):
                caller["numbers"].sort()
            tenant.get("callers", []).sort(key=lambda item: item["numbers"])
        for trunk in values["trunks"]:
            trunk.get("match", []).sort()
        return values

    def canonical(self) -> str:
        """The one JSON text of this configuration, whatever order and short forms it was written in."""
        return json.dumps(self.tree(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def digest(self) -> str:
        """SHA-256 of the canonical text, as 64 hex digits."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @classmethod
    def from_canonical(cls, text: str) -> "Document":
        """Read a canonical text back. Raises pydantic.ValidationError when it is not one."""
        return cls.model_validate_json(text)
