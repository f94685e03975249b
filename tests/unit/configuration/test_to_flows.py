"""Flows as they are written become graphs: every step with its exits, and with what it was written with."""

from collections.abc import Iterable
from typing import Any

import pytest

from acd.configuration.demands import Demand as WrittenDemand
from acd.configuration.sounds import Prompt as WrittenPrompt
from acd.configuration.to_flows import FlowMaker, conditions, time_id
from acd.domain import steps as s
from acd.domain.agents import Endpoint
from acd.domain.callers import caller_key
from acd.domain.calls import HangUpReason
from acd.domain.conditions import (
    CallerIs,
    Comparison,
    Condition,
    NumberIs,
    QueueFigure,
    QueueIs,
    Test,
    TimeIs,
    ValueIs,
)
from acd.domain.demands import NO_DEMAND, Demand
from acd.domain.flows import Flow, Prompt
from acd.domain.hours import HoursId, Opening
from acd.domain.queues import QueueId
from acd.domain.tenants import Number
from acd.domain.web_asks import WebTargetId
from tests.unit.configuration.flow_documents import DESK, tenant


def sounds(prompts: Iterable[WrittenPrompt]) -> tuple[Prompt, ...]:
    return tuple(Prompt(f"<{prompt.say}>") for prompt in prompts)


def demand(written: WrittenDemand) -> Demand:
    return NO_DEMAND if written.head_start_s is None else Demand(head_start_s=written.head_start_s)


def made(flows: dict[str, Any] | list[Any], name: str = "main") -> Flow:
    return FlowMaker(tenant(flows), sounds, demand, version=7).flow(name, (Prompt("whisper"),))


def exits(flow: Flow) -> dict[str, dict[str, str]]:
    return {str(name): {str(key): str(to) for key, to in node.exits.items()} for name, node in flow.nodes.items()}


def test_a_flow_has_all_that_can_be_reached_from_it_and_nothing_else() -> None:
    """Of other flows too; the flow's own way out for failures counts."""
    flow = made(
        {
            "main": {"failed": "late", "steps": ["answer", {"go": "/night"}, {"id": "late", "hang_up": True}]},
            "night": [{"play": "Good night."}, DESK, {"id": "unseen", "hang_up": True}],
        }
    )
    assert (flow.id, flow.start, flow.failed, flow.version) == ("acme/main", "main/1", "main/late", 7)
    assert flow.whisper == (Prompt("whisper"),)
    assert exits(flow) == {
        "main/1": {"next": "night/1"}, "night/1": {"next": "night/desk"}, "night/desk": {}, "main/late": {}
    }  # fmt: skip


def test_circles_end() -> None:
    """A menu that leads back to itself is one step."""
    flow = made([{"id": "menu", "menu": {"say": "Press 1.", "keys": {"1": "menu"}}}])
    assert exits(flow) == {"main/menu": {"1": "main/menu"}}


@pytest.mark.parametrize(
    ("step", "leads"),
    [
        ({"menu": {"say": "x", "keys": {"1": "desk", "*": "bye"}}, "no_input": "bye", "invalid": "desk"},
         {"1": "desk", "*": "bye", "no_input": "bye", "invalid": "desk"}),
        ({"collect": {"into": "a", "say": "x"}, "refused": "bye"}, {"refused": "bye", "next": "desk"}),
        ({"hours": "shop", "closed": "bye", "holiday": "desk"}, {"open": "desk", "closed": "bye", "holiday": "desk"}),
        ({"hours": "shop", "open": "bye", "closed": "bye"}, {"open": "bye", "closed": "bye"}),
        ({"branch": [{"caller": "withheld", "go": "bye"}, {"value": "a", "equals": "b", "go": "desk"}]},
         {"case 1": "bye", "case 2": "desk", "next": "desk"}),
        ({"look_up": "crm", "not_found": "bye", "failed": "bye"},
         {"not_found": "bye", "failed": "bye", "next": "desk"}),
        ({"queue": "sales", "waited": "desk", "exits": {"press-9": "bye"}}, {"waited": "desk", "press-9": "bye"}),
        ({"tag": ["a"], "next": "bye"}, {"next": "bye"}),
        ({"voicemail": True, "failed": "bye"}, {"failed": "bye"}),
    ],
)  # fmt: skip
def test_exits_lead_where_they_are_written_to(step: dict[str, Any], leads: dict[str, str]) -> None:
    """And the rest goes on at the next step."""
    flow = made([step, DESK, {"id": "bye", "hang_up": True}])
    assert exits(flow)["main/1"] == {key: f"main/{to}" for key, to in leads.items()}


ASKED = {"timeout_s": 8, "tries": 2, "barge_in": False, "again": "again"}
HEARD = s.Listening(8, 2, barge_in=False, again=(Prompt("<again>"),))


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("answer", s.AnswerStep()),
        ({"play": ["one", "two"]}, s.PlayStep((Prompt("<one>"), Prompt("<two>")))),
        ({"menu": {"say": "x", "keys": {"1": "desk", "#": "desk"}}},
         s.MenuStep((Prompt("<x>"),), frozenset("1#"))),
        ({"menu": {"say": "x", "keys": {"1": "desk"}, **ASKED}},
         s.MenuStep((Prompt("<x>"),), frozenset("1"), HEARD)),
        ({"collect": {"into": "a", "say": "x"}}, s.CollectStep("a", (Prompt("<x>"),))),
        ({"collect": {"into": "a", "say": "x", "fewest": 2, "most": 4, "pause_s": 1, "check": "luhn",
                      "one_of": ["12", "345"], "confirm": True, **ASKED}},
         s.CollectStep("a", (Prompt("<x>"),), 2, 4, 1, s.Check.LUHN, frozenset({"12", "345"}), confirm=True,
                       listening=HEARD)),
        ({"hours": "shop", "closed": "desk"}, s.HoursStep(HoursId("acme/shop"))),
        ({"set": {"city": "Bonn"}}, s.SetStep({"city": "Bonn"})),
        ({"tag": ["vip"]}, s.TagStep(("vip",))),
        ({"look_up": {"id": "crm", "say": "x"}}, s.LookUpStep(WebTargetId("acme/crm"), (Prompt("<x>"),))),
        ({"webhook": "crm"}, s.WebhookStep(WebTargetId("acme/crm"))),
        ({"webhook": {"id": "crm", "wait": True}}, s.WebhookStep(WebTargetId("acme/crm"), waits=True)),
        ({"queue": "sales"}, s.QueueStep(QueueId("sales"))),
        ({"queue": {"id": "sales", "head_start_s": 5, "whisper": "w"}},
         s.QueueStep(QueueId("sales"), Demand(head_start_s=5), whisper=(Prompt("<w>"),))),
        ({"message": {"id": "sales", "form": "note", "whisper": []}},
         s.QueueStep(QueueId("sales"), form="note", whisper=())),
        ({"callback": "sales"}, s.CallbackStep(QueueId("sales"))),
        ({"callback": {"queue": "sales", "say": "x", "other_number": False, **ASKED}},
         s.CallbackStep(QueueId("sales"), (Prompt("<x>"),), False, HEARD)),
        ({"voicemail": "x"}, s.VoicemailStep((Prompt("<x>"),))),
        ("voicemail", s.VoicemailStep(())),
        ({"transfer": {"number": "+4930123456", "trunk": "carrier", "ring_s": 9, "say": "x"}},
         s.TransferStep(Endpoint("+4930123456@trunk-carrier"), 9, (Prompt("<x>"),))),
        ({"consent": {"mode": "press", "say": "x", **ASKED}},
         s.ConsentStep(s.ConsentMode.PRESS, (Prompt("<x>"),), HEARD)),
        ("hang_up", s.HangUpStep()),
        ({"hang_up": "busy"}, s.HangUpStep(HangUpReason.BUSY)),
        ({"hang_up": "unallocated"}, s.HangUpStep(HangUpReason.UNALLOCATED_NUMBER)),
        ({"hang_up": "no_answer"}, s.HangUpStep(HangUpReason.NO_ANSWER)),
    ],
)  # fmt: skip
def test_a_step_is_what_was_written(written: Any, step: s.Step) -> None:
    """Every kind; what is not written is as the domain has it."""
    assert made([written, DESK]).nodes[made([written, DESK]).start].step == step


def condition(**case: Any) -> list[Condition]:
    client = tenant([{"branch": [{"go": "desk", **case}]}, DESK])
    (written,) = client.flows["main"].steps[0].branch or ()
    return list(conditions(client, written))


def test_callers_are_compared_by_their_keys() -> None:
    """Whole numbers, beginnings, and those who withhold theirs."""
    (found,) = condition(caller=["+49 30 1234", "+4940*", "withheld"])
    whole, begins = caller_key("+49301234"), caller_key("+4940")
    assert whole is not None and begins is not None
    assert found == CallerIs(frozenset({whole}), (begins,), withheld=True)
    assert condition(caller="withheld") == [CallerIs(frozenset(), (), withheld=True)]


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ({"number": "+15550100"}, NumberIs(frozenset({Number("+15550100")}))),
        ({"hours": "shop"}, TimeIs(HoursId("acme/shop"), frozenset({Opening.OPEN}))),
        ({"hours": "shop", "state": "holiday"}, TimeIs(HoursId("acme/shop"), frozenset({Opening.HOLIDAY}))),
        ({"time": "Dec 24"}, TimeIs(HoursId("acme/ Dec 24"))),
        ({"value": "a", "equals": ["b", "c"]}, ValueIs("a", Test(Comparison.IS, ("b", "c")))),
        ({"value": "a", "differs": "b"}, ValueIs("a", Test(Comparison.IS_NOT, ("b",)))),
        ({"value": "a", "begins": "b"}, ValueIs("a", Test(Comparison.BEGINS, ("b",)))),
        ({"value": "a", "less": 2.5}, ValueIs("a", Test(Comparison.LESS, ("2.5",)))),
        ({"value": "a", "at_least": 3}, ValueIs("a", Test(Comparison.AT_LEAST, ("3",)))),
        ({"queue": "sales", "wait_s": {"more": 60}},
         QueueIs(QueueId("sales"), QueueFigure.WAIT_S, Test(Comparison.MORE, ("60",)))),
    ],
)  # fmt: skip
def test_a_condition_is_what_was_written(case: dict[str, Any], found: Condition) -> None:
    """Each alone."""
    assert condition(**case) == [found]


def test_conditions_of_a_case_come_together() -> None:
    """All of them must hold."""
    kinds = [type(one) for one in condition(number="+15550100", time="Dec 24", value="a", equals="b")]
    assert kinds == [NumberIs, TimeIs, ValueIs]


def test_a_time_has_no_name_that_hours_could_have() -> None:
    """Names have no blanks."""
    assert " " in time_id(tenant(["hang_up"]), "Dec 24")
