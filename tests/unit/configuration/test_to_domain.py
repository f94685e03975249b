"""The document in the words of the engine and of the PBX."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from acd.configuration.schema import Document
from acd.configuration.source import load, parse
from acd.configuration.to_domain import sources, to_accounts, to_music, to_pool
from acd.domain.accounts import Accounts, Network, Phone, Register, Trunk
from acd.domain.agents import Agent, AgentId, Answering, Endpoint
from acd.domain.caller_sentences import CallerSentence
from acd.domain.callers import CallerProfile
from acd.domain.demands import Demand, Preference
from acd.domain.fairness import Fairness
from acd.domain.flows import FlowId, Prompt
from acd.domain.pool import OfferRules, Pool, SupervisorRules, VoicemailWords
from acd.domain.queues import AgentChoice, Queue, QueueId, Requirement, Skill
from acd.domain.recordings import RecordingPolicy
from acd.domain.steps import AnswerStep, HangUpStep, PlayStep, QueueStep, in_a_row
from acd.domain.tenants import Entry, Number, Tenant, TenantId
from acd.domain.voicemail_rules import VoicemailRules
from acd.prompts.sources import Recorded, Source, Spoken
from tests.unit.configuration.documents import SMALL, documents

ROOT = Path(__file__).parents[3]


def resolve(source: Source) -> Prompt:
    assert isinstance(source, Recorded | Spoken)
    return Prompt(f"<{source.text if isinstance(source, Spoken) else source.name}>")


def test_the_common_case_becomes_a_whole_pool() -> None:
    """Answer, greet, wait; the agent hears the tenant's name first."""
    assert to_pool(parse(SMALL, "x").document, resolve) == Pool(
        tenants={TenantId("acme"): Tenant(TenantId("acme"), "Acme Plumbing")},
        entries={Number("+15550100"): Entry(Number("+15550100"), TenantId("acme"), FlowId("acme/main"))},
        flows={
            FlowId("acme/main"): in_a_row(
                FlowId("acme/main"),
                (AnswerStep(), PlayStep((Prompt("<Thank you for calling.>"),)), QueueStep(QueueId("support"))),
                whisper=(Prompt("<Acme Plumbing>"),),
            )
        },
        queues={QueueId("support"): Queue(QueueId("support"), Requirement(frozenset({(Skill("plumbing"), 3)})))},
        agents={
            AgentId("alice"): Agent(
                AgentId("alice"), "Alice", Endpoint("agent-alice"), frozenset({(Skill("plumbing"), 8)})
            )
        },
        offer_rules=OfferRules(),
        trunks={Endpoint("trunk-demo"): False},
        caller_sentences={"en": {CallerSentence.ONE_MOMENT: Prompt("<One moment, please.>")}},
    )


def test_every_written_field_arrives() -> None:
    """Nothing falls back to a default on the way."""
    document = Document.model_validate(
        {
            "queues": [
                {"id": "q", "requires": {"a": 1}, "ring_timeout_s": 1, "wrapup_s": 2, "head_start_s": 3,
                 "service_level_s": 4, "music": "calm", "recording": "on_demand"}
            ],
            "tenants": [{"id": "t", "name": "T", "recording": "always"}, {"id": "u", "name": "U"}],
            "offers": {"refused_rest_s": 1, "failed_rest_s": 2, "missed_limit": 3, "ringing_within_s": 4},
        }
    )  # fmt: skip
    pool = to_pool(document, resolve)
    requirement = Requirement(frozenset({(Skill("a"), 1)}))
    assert pool.queues[QueueId("q")] == Queue(QueueId("q"), requirement, 1, 2, 3, 4, "calm", RecordingPolicy.ON_DEMAND)
    assert [tenant.recording for tenant in pool.tenants.values()] == [RecordingPolicy.ALWAYS, None]
    assert pool.offer_rules == OfferRules(refused_rest_s=1, failed_rest_s=2, missed_limit=3, ringing_within_s=4)


def test_what_a_queue_asks_for_and_how_it_chooses() -> None:
    """Sets of skills in any order are the same; what is not written is as it always was."""
    queues = [
        {
            "id": "q",
            "requires": {"a": 1},
            "requires_any_of": [{"b": 2, "c": 3}, {"d": 4}],
            "requires_none_of": {"e": 5},
            "agent_choice": "least_occupied",
        },
        {"id": "r"},
    ]
    agents = [{"id": "x", "name": "X", "place": 7, "weight": 3}, {"id": "y", "name": "Y"}]
    pool = to_pool(Document.model_validate({"queues": queues, "agents": agents}), resolve)
    requirement = Requirement(
        minimum=frozenset({(Skill("a"), 1)}),
        any_of=frozenset({frozenset({(Skill("d"), 4)}), frozenset({(Skill("c"), 3), (Skill("b"), 2)})}),
        none_of=frozenset({(Skill("e"), 5)}),
    )
    assert pool.queues[QueueId("q")] == Queue(QueueId("q"), requirement, choice=AgentChoice.LEAST_OCCUPIED)
    assert pool.queues[QueueId("r")] == Queue(QueueId("r"))
    assert [(agent.place, agent.weight) for agent in pool.agents.values()] == [(7, 3), (100, 1)]


def test_shares_of_tenants() -> None:
    """Nothing is fair between tenants unless somebody says so."""
    tenants = [{"id": "x", "name": "X", "weight": 2.5}, {"id": "y", "name": "Y"}]
    plain = to_pool(Document.model_validate({"tenants": tenants}), resolve)
    assert plain.fairness is None
    assert [tenant.weight for tenant in plain.tenants.values()] == [2.5, 1]
    for written, meant in (({}, Fairness(30, 600)), ({"pace_s": 5, "at_most_s": 60}, Fairness(5, 60))):
        assert to_pool(Document.model_validate({"fairness": written}), resolve).fairness == meant


def test_what_a_step_and_a_caller_ask_for() -> None:
    """Beside the queue: skills, head start, agents; callers by the digits of their numbers."""
    tenant = {
        "id": "acme", "name": "Acme",
        "flows": {"own": ["answer", {"queue": {
            "id": "support", "requires": {"spanish": 5}, "requires_any_of": [{"law": 1}, {"tax": 2}],
            "requires_none_of": {"trainee": 1}, "head_start_s": 30, "prefers": ["bob", "alice"], "prefer_for_s": 20,
        }}], "plain": ["answer", {"queue": "support"}]},
        "callers": [{"numbers": ["+49 30 1", "+49171*"], "name": "Weber", "head_start_s": 60}, {"numbers": ["030"]}],
    }  # fmt: skip
    queue = {"id": "support", "prefers": ["alice"], "prefer_for_s": 9, "last_agent_for_s": 45}
    agents = [{"id": name, "name": name} for name in ("alice", "bob")]
    document = Document.model_validate({"tenants": [tenant], "queues": [queue], "agents": agents})
    pool = to_pool(document, lambda source: Prompt(""))
    requirement = Requirement(
        frozenset({(Skill("spanish"), 5)}),
        frozenset({frozenset({(Skill("law"), 1)}), frozenset({(Skill("tax"), 2)})}),
        frozenset({(Skill("trainee"), 1)}),
    )
    demand = Demand(requirement, 30, Preference((AgentId("bob"), AgentId("alice")), 20))
    assert pool.flows[FlowId("acme/own")].steps == (AnswerStep(), QueueStep(QueueId("support"), demand))
    assert pool.flows[FlowId("acme/plain")].steps == (AnswerStep(), QueueStep(QueueId("support")))
    line = pool.queues[QueueId("support")]
    assert (line.prefers, line.last_agent_for_s) == (Preference((AgentId("alice"),), 9), 45)
    weber = CallerProfile("Weber", Demand(head_start_s=60))
    callers = pool.tenants[TenantId("acme")].callers
    assert callers.exact == {"49301": weber, "030": CallerProfile()}
    assert callers.beginnings == {"49171": weber}


def test_every_choice_can_be_written() -> None:
    """And nothing else."""
    for choice in AgentChoice:
        Document.model_validate({"queues": [{"id": "q", "agent_choice": choice.value}]})
    with pytest.raises(ValidationError, match="longest_idle"):
        Document.model_validate({"queues": [{"id": "q", "agent_choice": "rrmemory"}]})


def test_a_skill_of_level_nought_is_no_skill() -> None:
    """Agents with the same skills are one class for the matcher."""
    agents = [{"id": "a", "name": "A", "skills": {"law": 0, "tax": 1}}, {"id": "b", "name": "B", "skills": {"tax": 1}}]
    pool = to_pool(Document.model_validate({"agents": agents}), resolve)
    assert pool.agents[AgentId("a")].profile == pool.agents[AgentId("b")].profile


def test_flows_of_two_tenants_may_have_one_name() -> None:
    """Each number starts the flow of its own tenant, with its own whisper."""
    tenants: list[dict[str, Any]] = [
        {"id": name, "name": name, "numbers": [number], "flows": {"main": ["answer", {"play": name}, "hang_up"]}}
        for name, number in (("a", "100"), ("b", "200"))
    ]
    tenants[1]["whisper"] = [{"sound": "beep"}, {"file": "b.wav", "sha256": "0" * 64}]
    pool = to_pool(Document.model_validate({"tenants": tenants}), resolve)
    assert pool.entries[Number("200")].flow_id == "b/main"
    assert pool.flows[FlowId("b/main")].steps == (AnswerStep(), PlayStep((Prompt("<b>"),)), HangUpStep())
    assert pool.flows[FlowId("b/main")].whisper == (Prompt("beep"), Prompt("<b.wav>"))


def test_without_greeting_nothing_is_played() -> None:
    """An empty play step would cost a round trip."""
    tenants = [{"id": "a", "name": "A", "queue": "q", "whisper": []}]
    flow = to_pool(Document.model_validate({"tenants": tenants}), resolve).flows[FlowId("a/main")]
    assert flow == in_a_row(FlowId("a/main"), (AnswerStep(), QueueStep(QueueId("q"))))


def test_a_name_that_no_voice_can_say_is_not_whispered() -> None:
    """Better nothing than a name that nobody understands."""
    tenants = [{"id": "a", "name": "Müller", "language": "pl", "queue": "q"}]
    document = Document.model_validate({"tenants": tenants})
    assert to_pool(document, resolve).flows[FlowId("a/main")].whisper == ()
    assert sources(document) == {}


def test_accounts_are_named_after_ids() -> None:
    """No password is in them."""
    trunks = [{"id": "demo", "password": True}, {"id": "carrier", "match": ["192.0.2.0/24", "198.51.100.7"]}]
    agents, phones = [{"id": "alice", "name": "Alice", "number": 7001}], [{"id": "front", "name": "Front desk"}]
    document = Document.model_validate({"trunks": trunks, "agents": agents, "phones": phones})
    assert to_pool(document, resolve).desks == {"phone-front"}
    assert to_accounts(document) == Accounts(
        phones=(
            Phone(Endpoint("agent-alice"), "Alice", AgentId("alice"), "7001"),
            Phone(Endpoint("phone-front"), "Front desk"),
        ),
        trunks=(
            Trunk(Endpoint("trunk-demo"), has_password=True),
            Trunk(Endpoint("trunk-carrier"), False, (Network("192.0.2.0/24"), Network("198.51.100.7"))),
        ),
    )


def test_sources_are_told_with_the_place_that_asks_for_them() -> None:
    """A text that is used twice is rendered once, and named where it comes first."""
    document = load(ROOT / "examples/demo.yaml").document
    found = {source: place for source, place in sources(document).items() if not place.startswith("feature codes")}
    assert sources(document)[Spoken("You are paused.")] == "feature codes, en, paused"
    assert found == {
        Spoken("Thank you for calling Acme Plumbing."): "tenant acme, greeting",
        Spoken("Acme Plumbing"): "tenant acme, whisper",
        Spoken("Globex Dental, reception."): "tenant globex, whisper",
        Spoken("Welcome to Globex Dental."): "tenant globex, flow reception",
        Spoken("One moment, please."): "sentences to callers, en, one-moment",
    }


def test_supervisors_hear_their_own_language() -> None:
    """Or its parent, or English; only those who are supervisors hear anything. Without codes there is no sound."""
    people = [("ann", None), ("ben", "de-AT"), ("cem", "pl"), ("dan", "de"), ("eve", "fr-CA")]
    agents = [
        {"id": name, "name": name, "supervisor": name != "dan"} | ({"language": language} if language else {})
        for name, language in people
    ]
    codes = {"supervisor_ring_s": 12, "voices": {"de": {"supervisor-wanted": {"sound": "de/wanted"}}}}
    pool = to_pool(Document.model_validate({"agents": agents, "feature_codes": codes}), resolve)
    english, french = Prompt("<An agent needs a supervisor.>"), Prompt("<Un agent a besoin d'un superviseur.>")
    said = {"ann": english, "ben": Prompt("de/wanted"), "cem": english, "eve": french}
    assert pool.supervisor_rules == SupervisorRules(12, {AgentId(name): sound for name, sound in said.items()})
    assert [agent.id for agent in pool.agents.values() if agent.supervisor] == [*said]
    plain = to_pool(Document.model_validate({"agents": agents}), resolve)
    assert plain.supervisor_rules == SupervisorRules(30)


def test_music_is_a_class_for_each_thing_that_is_heard() -> None:
    """One list that two use is one class; another order is another; a class of Asterisk's is nobody's concern."""
    files = [{"file": f"{name}.mp3", "sha256": "0" * 64} for name in "ab"]
    document = Document.model_validate(
        {
            "tenants": [{"id": "t", "name": "T", "music": files, "whisper": []}, {"id": "u", "name": "U"}],
            "queues": [
                {"id": "p", "music": {"files": files}},
                {"id": "q", "music": files[::-1]},
                {"id": "r", "music": {"files": files, "order": "random"}},
                {"id": "s", "music": "calm"},
            ],
        }
    )
    first, turned, shuffled = to_music(document, resolve)
    assert first.files == ("<a.mp3>", "<b.mp3>") == turned.files[::-1] == shuffled.files
    assert [one.is_random for one in (first, turned, shuffled)] == [False, False, True]
    assert [one.used_by for one in (first, turned, shuffled)] == [("tenant t", "queue p"), ("queue q",), ("queue r",)]
    assert len({first.name, turned.name, shuffled.name}) == 3
    assert all(one.name.startswith("acd-") and len(one.name) == 36 for one in (first, turned, shuffled))
    pool = to_pool(document, resolve)
    assert [queue.music for queue in pool.queues.values()] == [first.name, turned.name, shuffled.name, "calm"]
    assert [tenant.music for tenant in pool.tenants.values()] == [first.name, None]
    places = {source.name: place for source, place in sources(document).items() if isinstance(source, Recorded)}
    assert places == {"a.mp3": "tenant t, music", "b.mp3": "tenant t, music"}
    assert all(
        isinstance(source, Spoken) or (isinstance(source, Recorded) and source.is_music) for source in sources(document)
    )


def test_recordings_are_looked_for_from_the_folder_of_the_file() -> None:
    """And are the same source without it."""
    tenants = [{"id": "a", "name": "A", "queue": "q", "whisper": {"file": "b.wav", "sha256": "0" * 64}}]
    document = Document.model_validate({"tenants": tenants})
    ((source, place),) = sources(document, Path("/etc/acd")).items()
    assert isinstance(source, Recorded)
    assert source.path == Path("/etc/acd/b.wav")
    assert sources(document) == {source: place}


@given(documents)
def test_every_source_that_is_asked_for_was_listed(document: Document) -> None:
    """So an apply fails before it changes anything, or not at all."""
    made = {source: resolve(source) for source in sources(document)}
    pool = to_pool(document, made.__getitem__)
    assert {entry.flow_id for entry in pool.entries.values()} <= pool.flows.keys()
    steps = [step for flow in pool.flows.values() for step in flow.steps]
    assert {step.queue_id for step in steps if isinstance(step, QueueStep)} <= pool.queues.keys()


def test_a_sound_that_was_not_made_is_an_error_and_not_silence() -> None:
    """The caller of to_pool decides what a missing sound means, not to_pool."""
    with pytest.raises(KeyError):
        made: dict[Source, Prompt] = {}
        to_pool(parse(SMALL, "x").document, made.__getitem__)


def test_where_we_register() -> None:
    """The domain is the server's, unless it is written."""
    written = {"server": "192.0.2.1:5070", "user": "acct"}
    trunks = [{"id": "a", "registration": written}, {"id": "b", "registration": {**written, "domain": "example.com"}}]
    registers = [trunk.register for trunk in to_accounts(Document.model_validate({"trunks": trunks})).trunks]
    assert registers == [
        Register("192.0.2.1:5070", "acct", "192.0.2.1", 3600),
        Register("192.0.2.1:5070", "acct", "example.com", 3600),
    ]


def test_what_agents_hear_who_press_a_key() -> None:
    """In their language; only those who may have to press one. It needs no section of feature codes."""
    away = {"number": "+15550123456", "trunk": "carrier"}
    agents = [
        {"id": "ann", "name": "A", "answering": "press"},
        {"id": "ben", "name": "B", "outside": away, "language": "de-AT"},
        {"id": "cem", "name": "C", "answering": "auto"},
        {"id": "dan", "name": "D"},
    ]
    document = Document.model_validate({"agents": agents, "trunks": [{"id": "carrier", "password": True}]})
    pool = to_pool(document, resolve)
    english, german = "Press 1 to accept.", "Zum Annehmen drücken Sie die eins."
    assert pool.accept_rules.ask == {"ann": Prompt(f"<{english}>"), "ben": Prompt(f"<{german}>")}
    assert sources(document) == {
        Spoken(english): "agent ann, press to accept",
        Spoken(german, "de"): "agent ben, press to accept",
    }
    told = {agent.id: (agent.answering, agent.outside) for agent in pool.agents.values()}
    assert told == {
        "ann": (Answering.PRESS, None),
        "ben": (None, "+15550123456@trunk-carrier"),
        "cem": (Answering.AUTO, None),
        "dan": (None, None),
    }


def test_rules_of_offers_that_are_not_written_are_the_usual_ones() -> None:
    """Those of the engine."""
    assert to_pool(Document(), resolve).offer_rules == OfferRules()
    written = {"missed_rest_s": 3, "dropped_rest_s": 4, "refused_limit": 5, "failed_limit": 6, "dropped_limit": 7}
    written |= {"outside_ringing_within_s": 8, "accept_within_s": 9}
    document = Document.model_validate({"offers": written})
    assert to_pool(document, resolve).offer_rules == OfferRules(**written)


@pytest.mark.parametrize(
    ("trunk", "called"),
    [
        ({"password": True}, None),
        ({"match": ["192.0.2.7"]}, "192.0.2.7"),
        ({"match": ["192.0.2.0/24"]}, None),
        ({"match": ["192.0.2.7", "192.0.2.8"]}, None),
        ({"match": ["192.0.2.7"], "server": "sip.example.com:5070"}, "sip.example.com:5070"),
        ({"registration": {"server": "a.example", "user": "u"}, "match": ["192.0.2.7"]}, None),
        ({"registration": {"server": "a.example", "user": "u"}, "server": "b.example"}, "b.example"),
    ],
)
def test_where_calls_to_outside_numbers_are_sent(trunk: dict[str, object], called: str | None) -> None:
    """None: where we register, or it registered, or nowhere."""
    document = Document.model_validate({"trunks": [{"id": "carrier", **trunk}]})
    assert to_accounts(document).trunks[0].server == called


def test_messages_for_agents() -> None:
    """Whose agents hear whose messages, and in which language they are told so; nothing is made without them."""
    sections: dict[str, Any] = {
        "tenants": [{"id": "acme", "name": "Acme", "numbers": ["+15550100"], "queue": "a", "voicemail_queue": "b"}],
        "queues": [{"id": "a"}, {"id": "b", "voicemails": {"target_s": 100.0}}],
        "agents": [{"id": "alice", "name": "Alice"}, {"id": "bea", "name": "Bea", "language": "de"}],
    }
    document = Document.model_validate(sections)
    pool = to_pool(document, resolve)
    assert pool.voicemails == {QueueId("b"): VoicemailRules(target_s=100.0, behind_s=50.0)}
    assert pool.voicemail_queues == {TenantId("acme"): QueueId("b")}
    before, keys = pool.voicemail_words.before, pool.voicemail_words.keys
    assert before == {AgentId("alice"): "<A message.>", AgentId("bea"): "<Eine Nachricht.>"}
    assert set(keys) == set(before) and "press 9" in keys[AgentId("alice")] and "neun" in keys[AgentId("bea")]
    assert {"agent alice, message", "agent bea, message-keys"} <= set(sources(document).values())
    document = Document.model_validate(sections | {"queues": [{"id": "a"}, {"id": "b"}]})
    assert to_pool(document, resolve).voicemail_words == VoicemailWords() and "agent" not in str(sources(document))
