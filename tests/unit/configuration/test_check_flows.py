"""What does not fit together in flows is told with its place, what is wrong, and what to write."""

from pathlib import Path
from typing import Any

import pytest

from acd.configuration.check_flows import check_flows
from acd.configuration.schema import Document
from acd.configuration.source import load
from tests.unit.configuration.flow_documents import DESK, client, document

EXAMPLES = sorted(Path(__file__).parents[3].glob("examples/clients/*.yaml"))


def findings(flows: dict[str, Any] | list[Any], *, warnings: bool = False) -> list[tuple[str, str]]:
    """Return places within the flows, and sentences."""
    found = [one for one in check_flows(document(flows)) if one.is_warning == warnings]
    return [(".".join(map(str, one.path[3:])), one.message) for one in found]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_without_a_fault(path: Path) -> None:
    """Not a warning: people begin with them."""
    assert [str(one) for one in load(path).warnings] == []


def test_there_are_examples() -> None:
    """Of many trades, and each step is shown in one of them."""
    assert len(EXAMPLES) > 20
    shown = {
        step.deed
        for path in EXAMPLES
        for tenant in load(path).document.tenants
        for flow in tenant.flows.values()
        for step in flow.steps
    }
    assert shown >= {"menu", "collect", "hours", "branch", "look_up", "webhook", "message", "callback", "voicemail"}
    assert shown >= {"transfer", "consent", "set", "tag", "play", "queue", "answer", "hang_up"}


def test_names_are_given_once() -> None:
    """The first keeps it; and a name may stand in two flows."""
    assert findings(["answer", {"id": "desk", "tag": ["a"]}, DESK]) == [
        ("main.steps.2.id", "desk is the name of step 2 too; choose another")
    ]
    assert findings({"main": ["answer", DESK], "night": ["answer", DESK]}) == []


@pytest.mark.parametrize(
    ("step", "place", "sentence"),
    [
        ({"tag": ["a"], "next": "dsk"}, "next", "there is no step dsk in this flow; did you mean desk?"),
        ({"tag": ["a"], "next": "/mian"}, "next", "there is no flow mian in this tenant; did you mean main?"),
        ({"tag": ["a"], "next": "night"}, "next",
         "there is no step night in this flow; for the flow of this name write /night"),
        ({"go": "dsk"}, "go", "there is no step dsk in this flow; did you mean desk?"),
        ({"menu": {"say": "x", "keys": {"1": "dsk"}}, "no_input": "desk"}, "menu.keys.1",
         "there is no step dsk in this flow; did you mean desk?"),
        ({"branch": [{"caller": "withheld", "go": "dsk"}]}, "branch.0.go",
         "there is no step dsk in this flow; did you mean desk?"),
        ({"queue": "sales", "exits": {"word": "dsk"}}, "exits.word",
         "there is no step dsk in this flow; did you mean desk?"),
        ({"queue": "salse"}, "queue", "there is no queue salse; did you mean sales?"),
        ({"message": {"id": "salse", "form": "note"}}, "message", "there is no queue salse; did you mean sales?"),
        ({"callback": "salse", "refused": "desk"}, "callback.queue", "there is no queue salse; did you mean sales?"),
        ({"branch": [{"queue": "salse", "idle": {"more": 1}, "go": "desk"}]}, "branch.0.queue",
         "there is no queue salse; did you mean sales?"),
        ({"callback": "support", "refused": "desk"}, "callback",
         "queue support calls nobody back; write `callback:` in it, with the trunk to call by"),
        ({"transfer": {"number": "+4930123456", "trunk": "carier"}, "failed": "desk"}, "transfer.trunk",
         "there is no trunk carier; did you mean carrier?"),
    ],
)  # fmt: skip
def test_names_that_lead_nowhere_are_told(step: dict[str, Any], place: str, sentence: str) -> None:
    """With the nearest that there is."""
    found = findings({"main": ["answer", step, DESK], "night": ["hang_up"]})
    assert found == [(f"main.steps.1.{place}", sentence)]


def test_failures_of_a_flow_lead_somewhere() -> None:
    """Its own way out is a target like others."""
    assert findings({"main": {"failed": "dsk", "steps": ["answer", DESK]}}) == [
        ("main.failed", "there is no step dsk in this flow; did you mean desk?")
    ]


def test_a_go_that_leads_to_itself_is_told() -> None:
    """By others, and by another flow; one of a chain that ends is none."""
    sentence = "leads round to itself; name a step that does something"
    found = findings({"main": [{"id": "a", "go": "b"}, {"id": "b", "go": "/night"}], "night": [{"go": "/main"}]})
    assert ("main.steps.0.go", sentence) in found and ("night.steps.0.go", sentence) in found
    assert findings(["answer", {"go": "b"}, {"id": "b", "go": "desk"}, DESK]) == []


@pytest.mark.parametrize(
    ("step", "exit_name"),
    [
        ({"menu": {"say": "x", "keys": {"1": "desk"}}}, "no_input"),
        ({"collect": {"into": "a", "say": "x"}}, "no_input"),
        ({"look_up": "crm"}, "failed"),
        ({"callback": "sales"}, "refused"),
        ({"transfer": {"number": "+4930123456", "trunk": "carrier"}}, "failed"),
    ],
)
def test_what_fails_in_daily_life_should_have_a_way_on(step: dict[str, Any], exit_name: str) -> None:
    """Else callers end in the line of all clients; an exit, or `failed` of step or flow, will do."""
    after = [DESK] if "transfer" not in step else []
    (found,) = [one for one in findings(["answer", step, *after], warnings=True)]
    assert found[0] == "main.steps.1" and found[1].endswith(f"write {exit_name}, or `failed` for the whole flow")
    assert findings(["answer", {**step, exit_name: "desk"}, DESK], warnings=True) == []
    assert findings({"main": {"failed": "desk", "steps": ["answer", step, DESK]}}, warnings=True) == []


def test_a_flow_to_which_nothing_leads_is_told() -> None:
    """A number, a step or the failure of another flow may."""
    unused = "no number leads to this flow, and no other flow"
    ends = ["answer", "hang_up"]
    assert findings({"main": ends, "night": ["answer", DESK]}, warnings=True) == [("night", unused)]
    assert findings({"main": {"failed": "/night", "steps": ends}, "night": ["answer", DESK]}, warnings=True) == []
    assert findings({"main": [{"go": "/night"}], "night": ["answer", DESK]}, warnings=True) == []


def recipes(line: dict[str, Any], *, failed: bool = False) -> list[str]:
    written = client({"main": {"steps": ["answer", line, DESK], **({"failed": "desk"} if failed else {})}})
    written["queues"][1]["recipe"] = [
        {"after_s": 5, "go_on": "press-1"}, {"after_s": 9, "go_on": "waited"}
    ]  # fmt: skip
    return [one.message for one in check_flows(Document.model_validate(written)) if one.is_warning]


def test_words_of_recipes_without_an_exit_are_told() -> None:
    """The caller would wait on."""
    told = [
        f"a recipe of queue sales says go_on: {word}; without this exit the caller waits on"
        for word in ("press-1", "waited")
    ]
    line = {"queue": "sales"}
    assert recipes(line) == told
    assert recipes({**line, "waited": "desk"}) == told[:1]
    assert recipes({**line, "exits": {"press-1": "desk"}}) == told[1:]
    assert recipes({**line, "failed": "desk"}) == recipes(line, failed=True) == []
