"""Domain values on tape come back equal."""

from collections.abc import Mapping

import msgspec
import pytest

from acd.ari.event_text import from_plain, to_plain
from acd.domain.agents import Agent, AgentId, AgentState, Endpoint
from acd.domain.callbacks import Callback, CallbackId, CallbackOrder, CallbackRules, CallbackState
from acd.domain.caller_events import CallerKnown, Conversation, ConversationsRecalled
from acd.domain.callers import CallerKey, CallerProfile, KnownCallers
from acd.domain.calls import CallerId, CallId, HangUpReason, LegEndCause, LegId, PlaybackId
from acd.domain.commands import HangUp, Play, Refusal
from acd.domain.demands import Demand, Preference
from acd.domain.events import (
    CallArrived,
    CommandFailed,
    Event,
    LegEnded,
    LegSeen,
    PauseRequested,
    PbxConnected,
    PbxLost,
    PoolApplied,
    TimerFired,
)
from acd.domain.figures import FigureSounds
from acd.domain.flows import FlowId, Prompt
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId, Requirement, Skill
from acd.domain.recipes import Figure, Recipe, Recipes, RecipeStep, Relax, TakeMessage
from acd.domain.steps import AnswerStep, PlayStep, QueueStep, in_a_row
from acd.domain.stored import AgentRestored, CallbackStored
from acd.domain.tenants import Entry, Number, Tenant, TenantId

SKILLS = frozenset({(Skill("de"), 5), (Skill("en"), 7)})
DEMAND = Demand(Requirement(SKILLS), 30.0, Preference((AgentId("a"),), 20.0))
POOL = Pool(
    entries={Number("+49"): Entry(Number("+49"), TenantId("t"), FlowId("f"))},
    flows={
        FlowId("f"): in_a_row(FlowId("f"), (AnswerStep(), PlayStep((Prompt("p"),)), QueueStep(QueueId("q"), DEMAND)))
    },
    tenants={
        TenantId("t"): Tenant(TenantId("t"), "T", callers=KnownCallers({CallerKey("49"): CallerProfile("W", DEMAND)}))
    },
    queues={
        QueueId("q"): Queue(QueueId("q"), Requirement(SKILLS), wrapup_s=1.5),
        QueueId("r"): Queue(
            QueueId("r"), Requirement(SKILLS, frozenset({SKILLS, frozenset({(Skill("fr"), 1)})}), SKILLS)
        ),
    },
    recipes={
        QueueId("q"): Recipes(
            Recipe((RecipeStep(5.0, say=(Prompt("p"), Figure.WAIT), key="1", action=TakeMessage()),)),
            nobody=Recipe(placed=(RecipeStep(place=1, action=Relax(SKILLS)),)),
        )
    },
    figures={"de": FigureSounds({1: Prompt("next")}, {0: Prompt("soon"), 31: Prompt("long")})},
    agents={AgentId("a"): Agent(AgentId("a"), "Ä", Endpoint("agent-a"), SKILLS)},
    callbacks={QueueId("q"): CallbackRules(Endpoint("trunk-t"), CallbackOrder.CALLER_FIRST, allowed=("+49",))},
)
CALLBACK = Callback(
    CallbackId("c-cb"),
    TenantId("t"),
    QueueId("q"),
    "+491",
    Number("+49"),
    CallId("c"),
    asked_at=1.0,
    rank_at=0.5,
    order=3,
    deadline=9.0,
    state=CallbackState.TRYING,
)


@pytest.mark.parametrize(
    "event",
    [
        TimerFired(),
        PbxLost(),
        LegEnded(LegId("x"), LegEndCause.BUSY),
        CallArrived(CallId("c"), LegId("c"), Number("+49"), CallerId("1", "ü")),
        PbxConnected((LegSeen(LegId("x"), True), LegSeen(LegId("y"), False, True, Endpoint("e"), LegId("x"))), True),
        CommandFailed(HangUp(LegId("x"), HangUpReason.BUSY), Refusal.GONE, "404"),
        CommandFailed(Play(LegId("x"), PlaybackId("p"), (Prompt("a"), Prompt("b"))), Refusal.UNKNOWN),
        PauseRequested(AgentId("a"), "lunch"),
        AgentRestored(AgentId("a"), AgentState.PAUSED, None),
        PoolApplied(POOL),
        CallbackStored(CALLBACK),
        CallerKnown(CallId("c"), CallerProfile("W", DEMAND)),
        ConversationsRecalled((Conversation(TenantId("t"), CallerKey("49"), AgentId("a")),)),
    ],
)
def test_events_come_back_equal(event: Event) -> None:
    """Through real JSON, with the same types inside."""
    back = from_plain(msgspec.json.decode(msgspec.json.encode(to_plain(event))))
    assert back == event
    assert type(back) is type(event)
    if isinstance(back, LegEnded):
        assert isinstance(back.cause, LegEndCause)
    if isinstance(back, PoolApplied):
        assert isinstance(back.pool.agents, Mapping)


@pytest.mark.parametrize("bad", [{"_class": "Popen", "args": "ls"}, {"_class": "TimerFired", "x": 1}, {}])
def test_only_words_of_the_domain_are_made(bad: object) -> None:
    """A tape is data: it cannot make anything else."""
    with pytest.raises((KeyError, TypeError)):
        from_plain(bad)
