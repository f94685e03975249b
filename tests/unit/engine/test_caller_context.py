"""What is known of a caller from before the call."""

from dataclasses import replace

from acd.domain.callbacks import CallbackId
from acd.domain.caller_events import CallsRecalled, MessagesTold, OpenMessage, RecentCall
from acd.domain.callers import CallerKey, CallerProfile, KnownCallers
from acd.domain.calls import CallerId, CallId, LegId, OutcomeClass
from acd.domain.events import CallArrived, LegConnected, PoolApplied
from acd.domain.requests import CallbackAdded
from acd.domain.voicemails import VoicemailId
from acd.engine import live
from acd.engine.basis import basis
from acd.engine.engine import Engine
from acd.engine.flow_facts import CallFacts
from tests.playbooks import ACME, number
from tests.unit.engine.callback_scenes import MINE, RULES, SALES, Story, house

KEY = CallerKey(MINE.removeprefix("+"))
NEW = {"caller.calls": "0", "caller.open_callbacks": "0", "caller.open_messages": "0"}


def context(story: Story, name: str) -> dict[str, str]:
    """Return what agents see of a call."""
    found = {call.call_id: call for call in live.view(story.engine, story.now).calls}
    return dict(found[CallId(name)].context)


def test_who_calls_for_the_first_time_and_who_withholds_the_number() -> None:
    """Nothing is known of the one, and the other is nobody."""
    story = Story()
    story.arrives("c1")
    story.arrives("c2", "")
    assert context(story, "c1") == NEW
    assert context(story, "c2") == {}


def test_who_calls_again() -> None:
    """How often, what came of it, who talked, whether a callback or a message is open, and who it is."""
    pool = house(rules=replace(RULES, allowed=("+49",)))
    [tenant] = [tenant for tenant in pool.tenants.values() if tenant.id == ACME]
    known = replace(tenant, callers=KnownCallers(exact={KEY: CallerProfile("Weber")}))
    story = Story(replace(pool, tenants={ACME: known}))
    story.work()
    story.arrives("c1")
    agent_leg = next(leg for leg in story.engine.calls.legs if leg != "c1")
    story.picked_up(agent_leg)
    story.on(LegConnected(agent_leg))
    story.gone(story.engine.calls.calls[CallId("c1")].leg_id)
    story.on(MessagesTold((OpenMessage(VoicemailId("v1"), ACME, KEY),)))
    story.on(CallArrived(CallId("c2"), LegId("c2"), number("sales"), CallerId("0049 30123456")))
    story.on(CallbackAdded(CallbackId("cb-1"), ACME, SALES, MINE))
    assert story.refusal() is None
    seen = context(story, "c2")
    assert seen == {
        "caller.calls": "1",
        "caller.last_agent": "alice",
        "caller.last_outcome": "answered",
        "caller.open_callbacks": "1",
        "caller.open_messages": "1",
        "caller.known": "Weber",
    }
    facts = CallFacts(story.engine.calls, story.engine.calls.calls[CallId("c2")], story.now)
    assert {name: facts.value(name) for name in seen} == seen and facts.value("caller.height") is None


def test_it_goes_by_the_past() -> None:
    """As it is stored, and as a fresh engine is told."""
    story = Story()
    past = tuple(RecentCall(CallId(f"p{at}"), ACME, KEY, float(at), OutcomeClass.ABANDONED) for at in (-5, 10))
    story.on(CallsRecalled(past))
    story.on(MessagesTold((OpenMessage(VoicemailId("v1"), ACME, KEY),)))
    story.arrives("c1")
    told = {"caller.calls": "2", "caller.last_outcome": "abandoned", "caller.open_messages": "1"}
    assert context(story, "c1") == NEW | told
    fresh = Engine()
    for event in basis(story.engine):
        fresh.handle(event, story.now)
    assert fresh.calls.callers.calls((ACME, KEY), CallId(""), story.now) == 3
    assert fresh.calls.messages.count((ACME, KEY)) == 1
    story.on(PoolApplied(story.pool))
    assert context(story, "c1")["caller.calls"] == "2"
