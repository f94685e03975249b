"""Other systems, as flows ask and tell them."""

from acd.domain.flows import Prompt
from acd.domain.steps import LookUpStep, WebhookStep
from acd.domain.web_asks import WebTargetId
from acd.flows.turn import AskWeb, Listen, Say, WebDidNot, WebTold
from acd.flows.web import LONGEST_S
from tests.unit.flows.walker import ENDED, LATE, Walker

CRM = WebTargetId("acme/crm")
LOOK_UP = LookUpStep(CRM, (Prompt("moment"),))


def test_what_is_answered_is_noted() -> None:
    """The caller hears something meanwhile; its end and keys do not matter."""
    walker = Walker(LOOK_UP)
    assert walker.effects == [Say((Prompt("moment"),)), AskWeb(CRM, waits=True), Listen(LONGEST_S)]
    walker.hears(ENDED, "1", WebTold({"tier": "gold"}))
    assert (walker.gone, walker.at.values) == ("next", {"tier": "gold"})
    assert Walker(LookUpStep(CRM)).effects == [AskWeb(CRM, waits=True), Listen(LONGEST_S)]


def test_what_is_not_answered() -> None:
    """Nobody waits without end; a stranger may have an exit of their own."""
    assert Walker(LOOK_UP).hears(WebDidNot()).gone == "failed"
    assert Walker(LOOK_UP).hears(WebDidNot(found=False)).gone == "not_found"
    assert Walker(LOOK_UP, exits=["failed"]).hears(WebDidNot(found=False)).gone == "failed"
    assert Walker(LOOK_UP).hears(LATE).gone == "failed"


def test_who_is_told_is_not_waited_for() -> None:
    """Unless the step says so."""
    assert Walker(WebhookStep(CRM)).effects[0] == AskWeb(CRM, waits=False) and Walker(WebhookStep(CRM)).gone == "next"
    waits = WebhookStep(CRM, waits=True)
    assert Walker(waits).effects == [AskWeb(CRM, waits=True), Listen(LONGEST_S)]
    assert Walker(waits).hears("1", WebTold({"a": "b"})).gone == "next"
    assert Walker(waits).hears(WebDidNot()).gone == "failed" == Walker(waits).hears(LATE).gone
    assert Walker(waits, exits=["next"]).hears(LATE).gone == "next"
