"""Ways through a flow that are wrong are told: dead ends, circles, what is never reached, and callers unanswered."""

from typing import Any

import pytest

from acd.configuration.check_flow_graph import check_graph
from tests.unit.configuration.flow_documents import DESK, tenant

STOPS = "the flow stops here; end it with {queue: ...} or hang_up"
NEVER = "is never reached: no step leads here, and the one before ends the flow; remove one of the two"
UNANSWERED = "the caller is not answered yet; write answer before it (or hang_up to refuse)"
NO_WAY = "from here no way leads to an agent, a message or the end of the call; write one"
MENU = {"id": "menu", "menu": {"say": "x", "keys": {"1": "menu"}}}


def findings(flows: dict[str, Any] | list[Any]) -> list[tuple[str, str]]:
    """Return places within the flows, and sentences."""
    found = check_graph(("tenants", 0), tenant(flows))
    return [(".".join(map(str, one.path[3:])), one.message) for one in found]


@pytest.mark.parametrize(
    "flow",
    [
        ["answer", DESK],
        ["answer", {"play": "x"}, "hang_up"],
        [{"hang_up": "busy"}],
        ["answer", {**MENU, "no_input": "desk"}, DESK],
        ["answer", {"go": "desk"}, DESK],
        [{"hours": "shop", "closed": "bye"}, "answer", DESK, {"id": "bye", "hang_up": True}],
        ["answer", {"hours": "shop", "open": "desk", "closed": "desk"}, DESK],
        [{"look_up": "crm"}, {"webhook": "crm"}, {"tag": ["a"]}, {"set": {"a": "b"}}, "answer", "voicemail"],
    ],
)
def test_a_right_flow_has_nothing_told(flow: list[Any]) -> None:
    """Short and long."""
    assert findings(flow) == []


@pytest.mark.parametrize(
    ("flow", "told"),
    [
        (["answer"], [("main.steps.0", STOPS)]),
        (["answer", {"tag": ["a"]}], [("main.steps.1", STOPS)]),
        (["answer", {"hours": "shop"}, DESK],
         [("main.steps.1", "says nothing of callers while it is closed; write `closed: name of a step`")]),
        (["answer", DESK, {"play": "x"}, "hang_up"], [("main.steps.2", NEVER)]),
        ([{"play": "x"}, DESK], [("main.steps.0", UNANSWERED)]),
        ([{"tag": ["a"]}, DESK], [("main.steps.1", UNANSWERED)]),
        (["voicemail"], [("main.steps.0", UNANSWERED)]),
        (["answer", MENU], [("main.steps.0", NO_WAY)]),
    ],
)  # fmt: skip
def test_a_wrong_flow_is_told(flow: list[Any], told: list[tuple[str, str]]) -> None:
    """With the step."""
    assert findings(flow) == told


def test_only_the_way_of_those_who_call_must_be_answered() -> None:
    """A flow that another one leads to behind its answer has none of its own."""
    assert findings({"main": ["answer", {"go": "/night"}], "night": [{"play": "x"}, "hang_up"]}) == []
    assert findings({"main": [{"go": "/night"}], "night": [{"play": "x"}, "hang_up"]}) == [
        ("night.steps.0", UNANSWERED)
    ]


def test_steps_that_take_no_time_must_not_lead_round() -> None:
    """By two steps and by one; a menu on the way ends it."""
    circle = [
        "answer",
        {"id": "a", "branch": [{"caller": "withheld", "go": "desk"}]},
        {"id": "b", "tag": ["x"], "next": "a"},
        DESK,
    ]
    assert findings(circle) == [
        ("main.steps.1", "callers may go round without end, from a to b to a; let one of them do something")
    ]
    itself = ["answer", {"id": "a", "branch": [{"caller": "withheld", "go": "a"}]}, DESK]
    assert [message for _, message in findings(itself)] == [
        "callers may go round without end, from a to a; let one of them do something"
    ]
    slow = ["answer", {"id": "a", "tag": ["x"]}, {"menu": {"say": "x", "keys": {"1": "a", "2": "desk"}}}, DESK]
    assert findings(slow) == []


def test_a_flow_whose_failures_alone_lead_somewhere_reaches_it() -> None:
    """And it must end too."""
    assert findings({"main": {"failed": "late", "steps": ["answer", DESK, {"id": "late", "hang_up": True}]}}) == []
    assert findings({"main": {"failed": "late", "steps": ["answer", DESK, {"id": "late", "tag": ["a"]}]}}) == [
        ("main.steps.2", STOPS)
    ]
