"""Everything that is configured for agents and queues that are matched together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.domain.agents import Agent, AgentId, Endpoint
from acd.domain.callbacks import CallbackRules
from acd.domain.caller_sentences import CallerSentence
from acd.domain.calls import OfferResult
from acd.domain.fairness import Fairness
from acd.domain.figures import FigureSounds
from acd.domain.flows import Flow, FlowId, Prompt
from acd.domain.hours import Hours, HoursId
from acd.domain.queues import Queue, QueueId
from acd.domain.recipes import Recipes
from acd.domain.spoken_digits import DigitSounds
from acd.domain.tenants import Entry, Number, Tenant, TenantId
from acd.domain.voicemail_rules import VoicemailRules
from acd.domain.web_asks import WebTarget, WebTargetId
from acd.domain.zones import NO_ZONES, NumberZones


@dataclass(frozen=True, slots=True)
class OfferRules:
    """What happens after an offer that led to no conversation."""

    refused_rest_s: float = 5.0
    """An agent who declined is not offered a call for this long."""
    failed_rest_s: float = 10.0
    """An agent whose phone cannot be reached is not tried again for this long."""
    missed_rest_s: float = 0.0
    dropped_rest_s: float | None = None
    """An agent whose phone was answered, and gone before the conversation; None: as after a failure."""
    missed_limit: int | None = 2
    """So many missed calls in a row, and the agent is paused; None: never. The same for the other limits."""
    refused_limit: int | None = None
    failed_limit: int | None = None
    dropped_limit: int | None = None
    dial_ahead_s: float = 0.0
    """An agent may be rung so long before the end of the notes; 0: never."""
    ringing_within_s: float = 3.0
    """A phone that has not even rung by then counts as unreachable."""
    outside_ringing_within_s: float = 15.0
    """The same for an outside number, to which a telephone network must find its way first."""
    accept_within_s: float = 10.0
    """An agent who must press a key has missed the call when none is pressed so long after picking up."""

    def rest_s(self, result: OfferResult) -> float:
        """Return how many seconds an agent is offered nothing after an offer that ended so."""
        match result:
            case OfferResult.MISSED:
                return self.missed_rest_s
            case OfferResult.REFUSED:
                return self.refused_rest_s
            case OfferResult.FAILED:
                return self.failed_rest_s
            case OfferResult.DROPPED:
                return self.failed_rest_s if self.dropped_rest_s is None else self.dropped_rest_s
            case _:
                return 0.0


@dataclass(frozen=True, slots=True)
class SupervisorRules:
    """What happens when an agent calls for a supervisor."""

    ring_s: float = 30.0
    """So long supervisors are rung; after it the call for one is only shown."""
    wanted: Mapping[AgentId, Prompt] = field(default_factory=dict)
    """What each supervisor hears who answers an agent that is in no conversation; nothing where there is no sound."""


@dataclass(frozen=True, slots=True)
class AcceptRules:
    """What an agent hears who must press a key before the caller is connected."""

    ask: Mapping[AgentId, Prompt] = field(default_factory=dict)
    """Says which key, behind the whisper; for who has no sound here there is the whisper alone."""


@dataclass(frozen=True, slots=True)
class VoicemailWords:
    """What an agent hears around a message; nothing for who has no sound here."""

    before: Mapping[AgentId, Prompt] = field(default_factory=dict)
    """Says that it is a message; the whisper follows."""
    keys: Mapping[AgentId, Prompt] = field(default_factory=dict)
    """Says behind it which keys there are."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Agents and queues that are matched together, with the entries that lead to them."""

    tenants: Mapping[TenantId, Tenant] = field(default_factory=dict)
    entries: Mapping[Number, Entry] = field(default_factory=dict)
    flows: Mapping[FlowId, Flow] = field(default_factory=dict)
    queues: Mapping[QueueId, Queue] = field(default_factory=dict)
    recipes: Mapping[QueueId, Recipes] = field(default_factory=dict)
    """Of queues that have any."""
    agents: Mapping[AgentId, Agent] = field(default_factory=dict)
    offer_rules: OfferRules = OfferRules()
    trunks: Mapping[Endpoint, bool] = field(default_factory=dict)
    """Where callers come from, each with whether we register there."""
    desks: frozenset[Endpoint] = frozenset()
    """Phones that are nobody's own: agents sign in there."""
    supervisor_rules: SupervisorRules = SupervisorRules()
    figures: Mapping[str, FigureSounds] = field(default_factory=dict)
    """What callers are told of their wait, by the tenant's language; empty if no recipe says it."""
    fairness: Fairness | None = None
    """Between tenants; None: everybody in the order of coming."""
    accept_rules: AcceptRules = AcceptRules()
    caller_sentences: Mapping[str, Mapping[CallerSentence, Prompt]] = field(default_factory=dict)
    """What dialogues of ours say to callers, by language."""
    digits: Mapping[str, DigitSounds] = field(default_factory=dict)
    """How digits are read back to callers, by language."""
    web_targets: Mapping[WebTargetId, WebTarget] = field(default_factory=dict)
    """Other systems that flows ask and tell."""
    callbacks: Mapping[QueueId, CallbackRules] = field(default_factory=dict)
    """Queues that call customers back."""
    hours: Mapping[HoursId, Hours] = field(default_factory=dict)
    """Of tenants and of branches, around the moment at which they were worked out."""
    voicemails: Mapping[QueueId, VoicemailRules] = field(default_factory=dict)
    """Queues whose agents hear messages."""
    voicemail_queues: Mapping[TenantId, QueueId] = field(default_factory=dict)
    """Which of them hears the messages of a tenant; of the others, the queue in whose line the caller was."""
    voicemail_words: VoicemailWords = VoicemailWords()
    number_zones: NumberZones = NO_ZONES
    """Of numbers that are called at certain hours only."""
