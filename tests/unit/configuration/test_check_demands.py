"""Whether anybody is there for what is asked."""

from typing import Any

import pytest

from acd.configuration.check import check
from acd.configuration.schema import Document

ALICE = {"id": "alice", "name": "Alice", "skills": {"german": 5, "spanish": 2}}
BOB = {"id": "bob", "name": "Bob", "skills": {"german": 9, "trainee": 1}}
QUEUE = {"id": "support", "requires": {"german": 3}}
USES_ALL = {"requires_none_of": {"trainee": 1, "spanish": 9}}


def document(
    queue: dict[str, Any] = QUEUE, line: Any = "support", callers: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """One tenant whose numbers lead by two flows into one queue."""
    tenant = {
        "id": "acme", "name": "Acme", "numbers": ["1001", {"number": "1002", "flow": "own"}], "queue": "support",
        "flows": {"own": ["answer", {"queue": line}]}, "callers": callers,
    }  # fmt: skip
    return {"tenants": [tenant], "queues": [queue], "agents": [ALICE, BOB], **more}


def found(written: dict[str, Any], *, warnings: bool) -> list[tuple[Any, ...]]:
    """Return mistakes or warnings with their places."""
    findings = check(Document.model_validate(written))
    return [(finding.path, finding.message) for finding in findings if finding.is_warning == warnings]


STEP = ("tenants", 0, "flows", "own", "steps", 1, "queue")
CALLER = ("tenants", 0, "callers", 0)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (document({**QUEUE, "prefers": ["bob", "alic"], "prefer_for_s": 5}), ("queues", 0, "prefers", 1)),
        (document(line={"id": "support", "prefers": ["alic"], "prefer_for_s": 5}), (*STEP, "prefers", 0)),
        (document(callers=[{"numbers": ["1"], "prefers": ["alic"], "prefer_for_s": 5}]), (*CALLER, "prefers", 0)),
    ],
)
def test_agents_who_are_preferred_exist(written: dict[str, Any], place: tuple[Any, ...]) -> None:
    """Wherever they are named."""
    assert found(written, warnings=False) == [(place, "there is no agent alic; did you mean alice?")]


def test_a_queue_that_a_step_names_exists() -> None:
    """In its long form too; what else it asks for is not looked at then."""
    written = document(line={"id": "suport", "requires": {"spanish": 9}})
    assert found(written, warnings=False) == [(STEP, "there is no queue suport; did you mean support?")]


def test_what_a_step_asks_for_with_its_queue_somebody_has() -> None:
    """Alice has too little Spanish, Bob has none."""
    written = document({**QUEUE, **USES_ALL}, {"id": "support", "requires": {"spanish": 3}})
    message = (
        "no agent has german 3 without trainee 1, spanish 9 and spanish 3, so nobody can answer who comes this way"
    )
    assert found(written, warnings=True) == [(STEP, message)]
    written = document({**QUEUE, **USES_ALL}, {"id": "support", "requires": {"spanish": 2}})
    assert found(written, warnings=True) == []


def test_what_a_caller_asks_for_somebody_has_in_every_queue_of_the_tenant() -> None:
    """One warning for each caller, of the first way on which nobody could answer."""
    callers = [
        {"numbers": ["1"], "requires": {"spanish": 2}},
        {"numbers": ["2"], "requires": {"spanisch": 2}},
        {"numbers": ["3"], "requires_none_of": {"spanish": 1}},
    ]
    line = {"id": "support", "requires_none_of": {"trainee": 1}}
    told = found(document(line=line, callers=callers), warnings=True)
    assert told == [
        (
            ("tenants", 0, "callers", 1),
            "no agent has german 3 and any skills without trainee 1 and spanisch 2, so nobody can answer this caller "
            "in queue support; did you mean spanish?",
        ),
        (
            ("tenants", 0, "callers", 2),
            "no agent has german 3 and any skills without trainee 1 and any skills without spanish 1, so nobody can "
            "answer this caller in queue support",
        ),
    ]


def test_where_nobody_can_answer_the_queue_nothing_more_is_said() -> None:
    """One mend at a time; and the tenant's own flow counts as a way."""
    queue = {**QUEUE, "requires": {"germann": 3}}
    callers = [{"numbers": ["1"], "requires": {"spanish": 9}}]
    written = document(queue, {"id": "support", "requires": {"trainee": 9}}, callers)
    first = "no agent has germann 3, so nobody can answer this queue; did you mean german?"
    unasked = "nothing asks for the skill german; did you mean germann?"
    places = [(("queues", 0, "requires"), first), (("agents", 0, "skills", "german"), unasked)]
    assert found(written, warnings=True) == places
    written = document({**QUEUE, **USES_ALL}, {"id": "support"}, [{"numbers": ["1"], "requires": {"spanish": 9}}])
    written["tenants"][0]["flows"] = {}
    written["tenants"][0]["numbers"] = ["1001"]
    ((place, message),) = found(written, warnings=True)
    assert place == CALLER and message.startswith(
        "no agent has german 3 without trainee 1, spanish 9 and spanish 9, so"
    )


def test_skills_that_nobody_has_are_told_where_they_do_no_harm_yet() -> None:
    """An alternative that nobody has, and an exclusion that excludes nobody, are probably misspelt."""
    queue = {**QUEUE, "requires_any_of": [{"spanish": 1}, {"grman": 1}], "requires_none_of": {"trainees": 1, "xyz": 1}}
    written = document(queue)
    written["agents"][1]["skills"] = {"german": 9, "trainee": 1}
    assert found(written, warnings=True) == [
        (("queues", 0, "requires_any_of", 1, "grman"), "no agent has the skill grman; did you mean german?"),
        (("queues", 0, "requires_none_of", "trainees"), "no agent has the skill trainees; did you mean trainee?"),
        (("queues", 0, "requires_none_of", "xyz"), "no agent has the skill xyz"),
        (("agents", 1, "skills", "trainee"), "nothing asks for the skill trainee; did you mean trainees?"),
    ]


def test_a_skill_that_nothing_asks_for_is_told_once() -> None:
    """Unless a queue counts all of them; a level of 0 is no skill."""
    agents = [{**ALICE, "skills": {"german": 3, "cooking": 1, "singing": 0}}, {**BOB, "skills": {"cooking": 1}}]
    written = document(agents=agents)
    assert found(written, warnings=True) == [(("agents", 0, "skills", "cooking"), "nothing asks for the skill cooking")]
    assert found(document({**QUEUE, "agent_choice": "least_skilled"}, agents=agents), warnings=True) == []


def test_without_skilled_agents_nothing_is_said_of_single_skills() -> None:
    """All would be unknown."""
    queue = {"id": "support", "requires_none_of": {"trainee": 1}}
    assert found(document(queue, agents=[{"id": "alice", "name": "Alice"}]), warnings=True) == []


def test_a_number_belongs_to_one_caller_of_a_tenant() -> None:
    """However it is written; a beginning is not the number itself."""
    callers = [{"numbers": ["+49 30 1", "+4930*"]}, {"numbers": ["4930", "0049301"]}, {"numbers": ["004930*"]}]
    assert found(document(callers=callers), warnings=False) == [
        (("tenants", 0, "callers", 1, "numbers", 1), "0049301 is a number of callers[0] too; keep one of them"),
        (("tenants", 0, "callers", 2, "numbers", 0), "004930* is a number of callers[0] too; keep one of them"),
    ]
