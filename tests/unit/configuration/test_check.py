"""What does not fit together, although each value alone is right."""

from typing import Any

import pytest
from hypothesis import given

from acd.configuration.check import check
from acd.configuration.schema import Document
from tests.unit.configuration.documents import documents

QUEUE = {"id": "support"}
ALICE = {"id": "alice", "name": "Alice"}


def acme(**fields: Any) -> dict[str, Any]:
    return {"id": "acme", "name": "Acme", "numbers": ["+15550100"], **fields}


def found(**sections: Any) -> list[tuple[Any, ...]]:
    findings = check(Document.model_validate(sections))
    return [(finding.path, finding.message) for finding in findings if not finding.is_warning]


def warned(**sections: Any) -> list[tuple[Any, ...]]:
    findings = check(Document.model_validate(sections))
    return [(finding.path, finding.message) for finding in findings if finding.is_warning]


def test_the_common_case_is_right() -> None:
    """Five lines for a tenant."""
    sections = {"tenants": [acme(queue="support", greeting="Hi.")], "queues": [QUEUE], "agents": [ALICE]}
    assert found(**sections) == []
    assert warned(**sections) == []


@pytest.mark.parametrize(
    ("section", "item"),
    [("trunks", {"password": True}), ("tenants", {"name": "A"}), ("queues", {}), ("agents", {"name": "A"})],
)
def test_ids_are_unique_in_their_section(section: str, item: dict[str, Any]) -> None:
    """They name rows, metrics and SIP accounts."""
    items = [{"id": "same", **item}, {"id": "other", **item}, {"id": "same", **item}]
    assert found(**{section: items}) == [((section, 2, "id"), f"same is the id of {section}[0] too; choose another")]


def test_a_number_belongs_to_one_tenant_however_it_is_written() -> None:
    """The tenant of a call is told by the number alone."""
    other = {"id": "globex", "name": "Globex", "numbers": ["+1 (555) 0100"], "queue": "support"}
    assert found(tenants=[acme(queue="support"), other], queues=[QUEUE], agents=[ALICE]) == [
        (("tenants", 1, "numbers", 0, "number"), "+15550100 is a number of tenant acme too; keep one of them")
    ]


@pytest.mark.parametrize(
    ("tenant", "path", "message"),
    [
        (acme(queue="suport"), ("queue",), "there is no queue suport; did you mean support?"),
        (
            acme(),
            ("numbers", 0, "flow"),
            "tenant acme has no flow; write its queue, or flows of its own",
        ),
        (
            acme(numbers=[{"number": "1234", "flow": "nigth"}], flows={"night": ["hang_up"]}),
            ("numbers", 0, "flow"),
            "there is no flow nigth in this tenant; did you mean night?",
        ),
        (
            acme(flows={"main": ["hang_up"]}, greeting="Hi."),
            ("greeting",),
            "is never played without `queue`; write it, or play this in a flow",
        ),
        (
            acme(flows={"main": ["hang_up"]}, queue="support"),
            ("queue",),
            "makes the flow main, which is also written under flows; keep one of the two",
        ),
        (
            acme(flows={"main": [{"play": "Hi."}, "hang_up"]}),
            ("flows", "main", "steps", 0),
            "the caller is not answered yet; write answer before it (or hang_up to refuse)",
        ),
        (
            acme(flows={"main": ["answer", {"play": "Hi."}]}),
            ("flows", "main", "steps", 1),
            "the flow stops here; end it with {queue: ...} or hang_up",
        ),
        (
            acme(flows={"main": ["answer", {"queue": "support"}, "hang_up"]}),
            ("flows", "main", "steps", 2),
            "is never reached: no step leads here, and the one before ends the flow; remove one of the two",
        ),
        (
            acme(flows={"main": ["answer", {"queue": "night"}]}),
            ("flows", "main", "steps", 1, "queue"),
            "there is no queue night; known: support",
        ),
        (
            acme(language="pl", queue="support", whisper=[], greeting=["Guten Tag.", {"sound": "vm-goodbye"}]),
            ("greeting", 0, "say"),
            "there is no voice for pl (there are de, en, es, fr, it); use a recording: {file: name.wav}",
        ),
        (
            acme(language="pl", flows={"main": ["answer", {"play": "Hallo."}, "hang_up"]}, whisper="Acme"),
            ("whisper", 0, "say"),
            "there is no voice for pl (there are de, en, es, fr, it); use a recording: {file: name.wav}",
        ),
    ],
)
def test_a_tenant_leads_every_caller_somewhere(tenant: Any, path: tuple[Any, ...], message: str) -> None:
    """No call ends in nothing."""
    assert found(tenants=[tenant], queues=[QUEUE], agents=[ALICE])[0] == (("tenants", 0, *path), message)


def test_a_trunk_must_be_known_by_something() -> None:
    """There are no anonymous callers' trunks."""
    assert found(trunks=[{"id": "demo"}]) == [
        (
            ("trunks", 0),
            "nobody could call by this trunk; write `password: true`, its addresses as `match: [...]`, or "
            "`registration:` with our account there",
        )
    ]


def test_an_address_belongs_to_one_trunk() -> None:
    """The PBX would take the first that fits."""
    trunks = [{"id": "a", "match": ["192.0.2.0/24"]}, {"id": "b", "match": ["198.51.100.1", "192.0.2.7"]}]
    assert found(trunks=trunks) == [
        (("trunks", 1, "match", 1), "192.0.2.7 overlaps with an address of trunk a; every address belongs to one trunk")
    ]


def test_what_is_right_but_hardly_meant_is_a_warning() -> None:
    """It can be applied: tomorrow's agents are not hired yet."""
    tenants = [
        {"id": "acme", "name": "Acme", "language": "pl", "queue": "support", "greeting": {"sound": "vm-goodbye"}},
        {"id": "globex", "name": "Globex", "numbers": ["100"], "queue": "support", "flows": {"night": ["hang_up"]}},
    ]
    queues = [{"id": "support", "requires": {"german": 3, "law": 1}}, {"id": "spare"}]
    assert warned(tenants=tenants, queues=queues, agents=[{**ALICE, "skills": {"german": 2, "law": 9}}]) == [
        (("tenants", 0), "tenant acme has no number, so nobody can call it"),
        (
            ("tenants", 0, "language"),
            "agents hear no whisper: there is no voice for pl (there are de, en, es, fr, it); use a recording: "
            "{file: name.wav} as whisper, "
            "or write `whisper: []`",
        ),
        (("tenants", 1, "flows", "night"), "no number leads to this flow, and no other flow"),
        (("queues", 0, "requires"), "no agent has german 3, law 1, so nobody can answer this queue"),
        (("queues", 1), "no flow leads to queue spare"),
    ]
    assert warned(queues=[QUEUE])[0] == (
        ("queues", 0, "requires"),
        "there are no agents, so nobody can answer this queue",
    )


def test_one_agent_must_have_every_skill_of_a_queue() -> None:
    """Not one agent for each."""
    agents = [
        {"id": "a", "name": "A", "skills": {"german": 9}},
        {"id": "b", "name": "B", "skills": {"law": 9, "german": 1}},
    ]
    queues = [{"id": "support", "requires": {"german": 2, "law": 2}}]
    (finding, _) = warned(queues=queues, agents=agents)
    assert finding[1] == "no agent has german 2, law 2, so nobody can answer this queue"
    agents[0]["skills"] = {"law": 2, "german": 2}
    assert len(warned(queues=queues, agents=agents)) == 1


def test_a_queue_whose_whole_requirement_nobody_meets_says_it_in_words() -> None:
    """Alternatives and exclusions count too."""
    agents = [{"id": "a", "name": "A", "skills": {"law": 9, "trainee": 1}}]
    queue = {
        "id": "support",
        "requires": {"law": 2},
        "requires_any_of": [{"tax": 1}, {"german": 3, "english": 1}],
        "requires_none_of": {"trainee": 1},
    }
    (finding, _) = warned(queues=[queue], agents=agents)
    assert finding[1] == (
        "no agent has law 2 and tax 1 or german 3, english 1 without trainee 1, so nobody can answer this queue"
    )
    agents.append({"id": "b", "name": "B", "skills": {"law": 2, "tax": 1, "german": 1, "english": 1}})
    assert len(warned(queues=[queue], agents=agents)) == 1
    lawyer = {"id": "b", "name": "B", "skills": {"law": 2}}
    (finding, _) = warned(queues=[{"id": "support", "requires_none_of": {"law": 1}}], agents=[lawyer])
    assert finding[1] == "no agent has any skills without law 1, so nobody can answer this queue"


@given(documents)
def test_a_document_that_fits_together_has_at_most_warnings(document: Document) -> None:
    """The strategy makes only such documents; if this fails, one of the two is wrong."""
    assert [finding for finding in check(document) if not finding.is_warning] == []


def test_a_trunk_that_registers_is_known_by_that() -> None:
    """It cannot log in here as well: one account has one kind of contact."""
    at = {"server": "sip.example.com", "user": "acct"}
    assert found(trunks=[{"id": "demo", "registration": at}]) == []
    assert found(trunks=[{"id": "demo", "registration": at, "password": True}]) == [
        (
            ("trunks", 0, "password"),
            "either it logs in here or we register there; remove `password: true`, or make two trunks",
        )
    ]
