"""Document -> vocabulary: the pool that the engine works with, and the accounts that the PBX must know."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from acd.configuration import demands, schema
from acd.configuration.caller_sounds import (
    PAUSE,
    reads_back,
    spoken_language,
    spoken_to_callers,
    to_caller_sentences,
    to_digits,
)
from acd.configuration.figures import spoken_figures, to_figures
from acd.configuration.music import OwnMusic, Track
from acd.configuration.outside import trunk_endpoint
from acd.configuration.schema import MAIN_FLOW, Document
from acd.configuration.sounds import Prompt as WrittenPrompt
from acd.configuration.speakers import Speaker, speaker_in, speaker_of
from acd.configuration.spoken import (
    said_to,
    spoken_around_messages,
    spoken_by_codes,
    spoken_to_accept,
    voice_for,
    who_hear_messages,
    who_press,
)
from acd.configuration.step_sounds import sounds_of_step
from acd.configuration.to_callbacks import to_callbacks, to_number_zones
from acd.configuration.to_flows import FlowMaker, flow_id
from acd.configuration.to_recipes import prompts_of, to_recipes, written_recipes
from acd.configuration.to_voicemails import to_voicemails
from acd.configuration.to_web import to_web
from acd.domain.accounts import Accounts, Network, Phone, Register, Trunk
from acd.domain.agents import DEFAULT_PLACE, DEFAULT_WEIGHT, Agent, AgentId, Answering, Endpoint
from acd.domain.callers import CallerKey, CallerProfile, KnownCallers, caller_key
from acd.domain.demands import NO_DEMAND, Demand, Preference
from acd.domain.fairness import Fairness
from acd.domain.feature_codes import DEFAULT_LANGUAGE, Sentence
from acd.domain.flows import Flow, Prompt
from acd.domain.music import MusicClass, class_name
from acd.domain.pool import AcceptRules, OfferRules, Pool, SupervisorRules, VoicemailWords
from acd.domain.queues import AgentChoice, Queue, QueueId, Requirement, Skill, SkillLevels, SkillProfile
from acd.domain.recipes import Recipes
from acd.domain.recordings import RecordingPolicy
from acd.domain.steps import AnswerStep, PlayStep, QueueStep, in_a_row
from acd.domain.tenants import Entry, Number, Tenant, TenantId
from acd.prompts.sources import Recorded, Source, Spoken

Resolver = Callable[[Source], Prompt]
"""Tells the sound of a source; that of a store is `store.ensure(...).__getitem__`."""


def to_pool(document: Document, resolve: Resolver, version: int = 0) -> Pool:
    """The pool of a checked document. `resolve` is asked for every source that `sources` lists."""
    tenants = document.tenants
    flows = [flow for tenant in tenants for flow in _flows(tenant, resolve, version)]
    entries = [
        Entry(Number(entry.number), TenantId(tenant.id), flow_id(tenant, entry.flow))
        for tenant in tenants
        for entry in tenant.numbers
    ]

    def spoken(prompt: WrittenPrompt, language: str) -> Prompt:
        return sound_of(prompt, resolve, language)

    return Pool(
        tenants={TenantId(tenant.id): _tenant(tenant, resolve, document) for tenant in tenants},
        entries={entry.number: entry for entry in entries},
        flows={flow.id: flow for flow in flows},
        queues={QueueId(queue.id): _queue(queue, resolve) for queue in document.queues},
        recipes=dict(_recipes(document, resolve)),
        agents={AgentId(agent.id): _agent(agent) for agent in document.agents},
        offer_rules=OfferRules(**document.offers.model_dump(exclude_none=True)),
        trunks={_trunk(trunk): trunk.registration is not None for trunk in document.trunks},
        desks=frozenset(desk_endpoint(phone) for phone in document.phones or ()),
        supervisor_rules=_supervisor_rules(document, resolve),
        fairness=None if document.fairness is None else Fairness(**document.fairness.model_dump()),
        accept_rules=_accept_rules(document, resolve),
        figures=to_figures(document, resolve),
        web_targets=to_web(document),
        caller_sentences=to_caller_sentences(document, spoken),
        digits=to_digits(document, spoken, resolve),
        callbacks={
            QueueId(queue.id): to_callbacks(queue.callback, Endpoint(f"trunk-{queue.callback.trunk}"))
            for queue in document.queues
            if queue.callback is not None
        },
        voicemails={
            QueueId(queue.id): to_voicemails(written) for queue in document.queues if (written := queue.voicemails)
        },
        voicemail_queues={
            TenantId(tenant.id): QueueId(tenant.voicemail_queue)
            for tenant in tenants
            if tenant.voicemail_queue is not None
        },
        voicemail_words=VoicemailWords(
            _said(document, Sentence.MESSAGE, who_hear_messages(document), resolve),
            _said(document, Sentence.MESSAGE_KEYS, who_hear_messages(document), resolve),
        ),
        number_zones=to_number_zones(document.queues),
    )


def to_accounts(document: Document) -> Accounts:
    """Every phone and trunk of a checked document."""
    return Accounts(
        phones=(
            *(Phone(_endpoint(agent), agent.name, AgentId(agent.id), agent.number) for agent in document.agents),
            *(Phone(desk_endpoint(phone), phone.name) for phone in document.phones or ()),
        ),
        trunks=tuple(
            Trunk(
                _trunk(trunk),
                trunk.password,
                tuple(Network(net) for net in trunk.match),
                _register(trunk),
                called_at(trunk),
            )
            for trunk in document.trunks
        ),
    )


def to_music(document: Document, resolve: Resolver) -> tuple[MusicClass, ...]:
    """The classes of music that Asterisk must be told of; each once, however many use it."""
    found: dict[str, MusicClass] = {}
    for user, music in _own_music(document):
        made = _music_class(music, resolve)
        known = found.get(made.name, made)
        found[made.name] = replace(known, used_by=(*known.used_by, user))
    return tuple(found.values())


def sources(document: Document, folder: Path | None = None) -> dict[Source, str]:
    """Every sound that must be made or taken in, with where it is used: "tenant acme, greeting".

    `folder` is where the paths of recordings begin; not needed once they are in the store.
    """
    found: dict[Source, str] = {}
    for place, speaker, prompts in _sounds_used(document):
        for prompt in prompts:
            if prompt.sound is None:
                found.setdefault(_source(prompt, folder, speaker), place)
    if reads_back(document):
        found.setdefault(PAUSE, "sentences to callers, pause")
    for user, music in _own_music(document):
        for track in music.files:
            found.setdefault(_tune(track, folder), f"{user}, music")
    return found


def _sounds_used(document: Document) -> Iterator[tuple[str, Speaker, Iterable[WrittenPrompt]]]:
    """Every sound but music: where it is used, who speaks its texts, and the sounds."""
    for tenant in document.tenants:
        speaker = speaker_of(tenant)
        yield f"tenant {tenant.id}, greeting", speaker, tenant.greeting
        yield f"tenant {tenant.id}, whisper", speaker, _whisper(tenant)
        for name, flow in tenant.flows.items():
            said = [prompt for step in flow.steps for _, prompt in sounds_of_step(step)]
            yield f"tenant {tenant.id}, flow {name}", speaker, said
    for queue in document.queues:
        for _, recipe in written_recipes(queue):
            said = [prompt for step in recipe for _, prompt in prompts_of(step)]
            yield f"queue {queue.id}, recipe", speaker_in(queue.language), said
    ours = spoken_by_codes, spoken_to_accept, spoken_around_messages, spoken_figures, spoken_to_callers
    for spoken in ours:
        yield from ((place, Speaker(language), prompts) for place, language, prompts in spoken(document))


def _own_music(document: Document) -> Iterable[tuple[str, OwnMusic]]:
    """Music from files, with who uses it."""
    for tenant in document.tenants:
        if isinstance(tenant.music, OwnMusic):
            yield f"tenant {tenant.id}", tenant.music
    for queue in document.queues:
        if isinstance(queue.music, OwnMusic):
            yield f"queue {queue.id}", queue.music


def _tune(track: Track, folder: Path | None = None) -> Source:
    return Recorded(track.file, track.sha256, None if folder is None else folder / track.file, is_music=True)


def _music_class(music: OwnMusic, resolve: Resolver) -> MusicClass:
    files = tuple(resolve(_tune(track)) for track in music.files)
    is_random = music.order == "random"
    return MusicClass(class_name(files, is_random), files, is_random, ())


def _music(written: str | OwnMusic, resolve: Resolver) -> str:
    return written if isinstance(written, str) else _music_class(written, resolve).name


def desk_endpoint(phone: schema.Phone) -> Endpoint:
    """Return the SIP account of a phone that is nobody's own."""
    return Endpoint(f"phone-{phone.id}")


def _source(prompt: WrittenPrompt, folder: Path | None, speaker: Speaker) -> Source:
    if prompt.file is not None:
        return Recorded(prompt.file, prompt.sha256, None if folder is None else folder / prompt.file)
    return Spoken(prompt.say or "", speaker_in(prompt.language, speaker.language).language, speaker.manner)


def sound_of(prompt: WrittenPrompt, resolve: Resolver, language: str = DEFAULT_LANGUAGE) -> Prompt:
    """Return the sound of one prompt; its text is spoken in a language that has a voice, unless it says its own."""
    return _said_by(Speaker(language), prompt, resolve)


def _said_by(speaker: Speaker, prompt: WrittenPrompt, resolve: Resolver) -> Prompt:
    return Prompt(prompt.sound) if prompt.sound is not None else resolve(_source(prompt, None, speaker))


def _sounds(prompts: Iterable[WrittenPrompt], resolve: Resolver, speaker: Speaker) -> tuple[Prompt, ...]:
    return tuple(_said_by(speaker, one, resolve) for one in prompts)


def _whisper(tenant: schema.Tenant) -> tuple[WrittenPrompt, ...]:
    """What the agent hears first: by default the tenant's name, where the voice can say it."""
    if tenant.whisper is not None:
        return tenant.whisper
    return (WrittenPrompt(say=tenant.name),) if voice_for(tenant.language) else ()


def _flows(tenant: schema.Tenant, resolve: Resolver, version: int) -> Iterable[Flow]:
    sounds = partial(_sounds, resolve=resolve, speaker=speaker_of(tenant))
    whisper = sounds(_whisper(tenant))
    if tenant.queue is not None:
        greeting = sounds(tenant.greeting)
        play = (PlayStep(greeting),) if greeting else ()
        steps = (AnswerStep(), *play, QueueStep(QueueId(tenant.queue)))
        yield replace(in_a_row(flow_id(tenant, MAIN_FLOW), steps, whisper), version=version)
    maker = FlowMaker(tenant, sounds, to_demand, version)
    for name in tenant.flows:
        yield maker.flow(name, whisper)


def _recipes(document: Document, resolve: Resolver) -> Iterator[tuple[QueueId, Recipes]]:
    for queue in document.queues:
        made = to_recipes(queue, partial(_said_by, speaker_in(queue.language), resolve=resolve))
        if made is not None:
            yield QueueId(queue.id), made


def _tenant(tenant: schema.Tenant, resolve: Resolver, document: Document) -> Tenant:
    return Tenant(
        TenantId(tenant.id),
        tenant.name,
        recording=None if tenant.recording is None else _policy(tenant.recording),
        music=None if tenant.music is None else _music(tenant.music, resolve),
        language=spoken_language(document, tenant.language),
        wrapup_s=tenant.wrapup_s,
        max_calls=tenant.max_calls,
        weight=1.0 if tenant.weight is None else tenant.weight,
        callers=_callers(tenant.callers or ()),
        data=dict(tenant.data or {}),
    )


def _callers(written: Iterable[demands.Caller]) -> KnownCallers:
    exact: dict[CallerKey, CallerProfile] = {}
    beginnings: dict[str, CallerProfile] = {}
    for caller in written:
        profile = CallerProfile(caller.name or "", to_demand(caller))
        for number in caller.numbers:
            key = caller_key(number.removesuffix("*"))
            assert key is not None  # checked when it was read
            if number.endswith("*"):
                beginnings[key] = profile
            else:
                exact[key] = profile
    return KnownCallers(exact, beginnings)


def _policy(written: str | None) -> RecordingPolicy:
    # not written means never here, and not in the schema: the digests of stored configurations stay what they were
    return RecordingPolicy.NEVER if written is None else RecordingPolicy(written)


def _queue(queue: schema.Queue, resolve: Resolver) -> Queue:
    return Queue(
        id=QueueId(queue.id),
        requirement=to_requirement(queue),
        choice=AgentChoice(queue.agent_choice or AgentChoice.LONGEST_IDLE),
        ring_timeout_s=queue.ring_timeout_s,
        wrapup_s=queue.wrapup_s,
        head_start_s=queue.head_start_s,
        service_level_s=queue.service_level_s,
        music=_music(queue.music, resolve),
        recording=_policy(queue.recording),
        prefers=_preference(queue),
        last_agent_for_s=queue.last_agent_for_s or 0.0,
        whispers=queue.whisper is not False,
    )


def to_requirement(written: schema.Queue | demands.Demand) -> Requirement:
    """What a queue, a step or a caller asks of an agent."""
    return Requirement(
        minimum=_levels(written.requires or {}),
        any_of=frozenset(_levels(wanted) for wanted in written.requires_any_of or ()),
        none_of=_levels(written.requires_none_of or {}),
    )


def to_demand(written: demands.Demand) -> Demand:
    """What a step or a caller asks for beside what the queue asks."""
    demand = Demand(to_requirement(written), written.head_start_s or 0.0, _preference(written))
    return NO_DEMAND if demand == NO_DEMAND else demand


def _preference(written: schema.Queue | demands.Demand) -> Preference | None:
    if written.prefers is None or written.prefer_for_s is None:
        return None
    return Preference(tuple(map(AgentId, written.prefers)), written.prefer_for_s)


def to_profile(agent: schema.Agent) -> SkillProfile:
    """What an agent can do."""
    return frozenset((skill, level) for skill, level in _levels(agent.skills) if level > 0)


def _levels(written: Mapping[str, int]) -> SkillLevels:
    return frozenset((Skill(skill), level) for skill, level in written.items())


def _agent(agent: schema.Agent) -> Agent:
    # what is not written is not in the schema's defaults: the digests of stored configurations stay what they were
    return Agent(
        id=AgentId(agent.id),
        name=agent.name,
        endpoint=_endpoint(agent),
        profile=to_profile(agent),
        place=agent.place or DEFAULT_PLACE,
        weight=agent.weight or DEFAULT_WEIGHT,
        number=agent.number or "",
        supervisor=bool(agent.supervisor),
        answering=None if agent.answering is None else Answering(agent.answering),
        outside=None if agent.outside is None else agent.outside.endpoint,
    )


def _supervisor_rules(document: Document, resolve: Resolver) -> SupervisorRules:
    written = document.feature_codes
    if written is None:
        return SupervisorRules()
    supervisors = [agent for agent in document.agents if agent.supervisor]
    return SupervisorRules(
        ring_s=written.supervisor_ring_s or SupervisorRules().ring_s,
        wanted=_said(document, Sentence.SUPERVISOR_WANTED, supervisors, resolve),
    )


def _accept_rules(document: Document, resolve: Resolver) -> AcceptRules:
    return AcceptRules(_said(document, Sentence.PRESS_TO_ACCEPT, who_press(document), resolve))


def _said(
    document: Document, sentence: Sentence, agents: Iterable[schema.Agent], resolve: Resolver
) -> dict[AgentId, Prompt]:
    said = said_to(document, sentence, agents)
    return {agent_id: sound_of(prompt, resolve, language) for agent_id, (prompt, language) in said.items()}


def _endpoint(agent: schema.Agent) -> Endpoint:
    return Endpoint(f"agent-{agent.id}")


def _register(trunk: schema.Trunk) -> Register | None:
    at = trunk.registration
    if at is None:
        return None
    return Register(at.server, at.user, at.domain or at.server.partition(":")[0], at.expiry_s)


def _trunk(trunk: schema.Trunk) -> Endpoint:
    return trunk_endpoint(trunk.id)


def called_at(trunk: schema.Trunk) -> str | None:
    """Return where calls to outside numbers are sent; None: to where we register, or it registered, or nowhere."""
    if trunk.server is not None or trunk.password or trunk.registration is not None:
        return trunk.server
    only = trunk.match[0] if len(trunk.match) == 1 else "/"
    return None if "/" in only else only
