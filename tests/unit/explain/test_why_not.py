"""The reason for each agent who was not asked."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.agents import AgentId, Obstacle
from acd.domain.calls import CallId
from acd.explain.answer import SHOWN_AGENTS
from acd.explain.why_not import groups
from acd.storage.then import LostOffer
from tests.unit.explain.scene import (
    ALICE,
    BOB,
    CALL,
    CAROL,
    DAN,
    EVE,
    GERMAN,
    SUPPORT,
    TEN_MS,
    agent,
    everybody_else,
    needs,
    states,
    then,
    told,
)


def test_everybody_has_one_reason() -> None:
    """Who was asked is left out; who has never been here is not signed in; skills count before states."""
    at_work = states(
        then(BOB, "talking", 130, call_id=CallId("1.3"), queue_id=SUPPORT),
        then(CAROL, "paused"),
        then(EVE, "offline", 7300),
    )
    found = groups(everybody_else(states=at_work), {ALICE}, everybody=False)
    assert told(found) == {
        "lacks_skills": ["Carol: german 2 of 3"],
        "offline": ["Dan: ", "Eve: for 2:01:40 h"],
        "talking": ["Bob: call 1.3 of support, for 2:10 min"],
    }
    assert [group.text for group in found] == ["without the skills asked for", "not signed in", "in a conversation"]


@pytest.mark.parametrize(
    ("state", "fields", "reason", "detail"),
    [
        ("paused", {"reason": "lunch"}, "paused", "lunch, for 1:00 min"),
        ("paused", {}, "paused", "without a reason, for 1:00 min"),
        ("holding", {}, "talking", "for 1:00 min"),
        ("wrapup", {"queue_id": SUPPORT, "call_id": CallId("1.2")}, "wrapup", "call 1.2 of support, for 1:00 min"),
        ("reserved", {"call_id": CallId("1.2")}, "asked", "call 1.2, for 1:00 min"),
        ("ringing", {"call_id": CALL}, "asked", "this very call"),
        ("available", {}, "passed", "idle for 1:00 min"),
        ("dancing", {}, "passed", "idle for 1:00 min"),
    ],
)
def test_states(state: str, fields: dict[str, Any], reason: str, detail: str) -> None:
    """Each with what is known of it; a word of a later release is no reason."""
    scene = everybody_else(states=states(then(BOB, state, **fields)))
    assert told(groups(scene, {ALICE, CAROL, DAN, EVE}, everybody=False)) == {reason: [f"Bob: {detail}"]}


def lost(result: str, seconds_ago: float, call_id: CallId = CALL) -> dict[AgentId, LostOffer]:
    """Return an offer of bob's that came to nothing."""
    return {
        BOB: LostOffer(agent_id=BOB, call_id=call_id, result=result, ended_at_ms=TEN_MS - round(seconds_ago * 1000))
    }


@pytest.mark.parametrize(
    ("result", "ago_s", "available_s", "resting"),
    [
        ("refused", 0, 0, True),
        ("refused", 4.9, 4.9, True),
        ("refused", 5, 5, False),
        ("failed", 9.9, 9.9, True),
        ("dropped", 9.9, 9.9, True),
        ("failed", 10, 10, False),
        ("missed", 1, 1, False),
        ("forgotten", 1, 1, False),
        ("refused", 4, 3, False),
    ],
)
def test_a_rest_as_the_rules_give_it(result: str, ago_s: float, available_s: float, resting: bool) -> None:
    """For 5 s after a refusal and 10 s after a failure; signing in or a pause meanwhile ends it."""
    scene = everybody_else(states=states(then(BOB, since_s=available_s)), lost=lost(result, ago_s))
    (reason,) = told(groups(scene, {ALICE, CAROL, DAN, EVE}, everybody=False))
    assert (reason == "resting") is resting


def test_after_which_offer_an_agent_rests() -> None:
    """This call's own, or another one's."""
    alone = {ALICE, CAROL, DAN, EVE}
    scene = everybody_else(states=states(then(BOB, since_s=2)), lost=lost("refused", 2))
    assert told(groups(scene, alone, everybody=False)) == {"resting": ["Bob: refused this call 2.0 s before"]}
    scene = replace(scene, lost=lost("failed", 2, CallId("1.2")))
    assert told(groups(scene, alone, everybody=False)) == {"resting": ["Bob: failed call 1.2 2.0 s before"]}


@pytest.mark.parametrize(
    ("obstacle", "reason", "detail"),
    [
        (Obstacle.UNREACHABLE, "unreachable", ""),
        (Obstacle.IN_NET, "unreachable", "in use by the safety net"),
        (Obstacle.HELPING, "helping", ""),
        (Obstacle.PARTING, "hanging_up", ""),
        (Obstacle.RESTING, "resting", ""),
    ],
)
def test_what_a_running_controller_knows_besides(obstacle: Obstacle, reason: str, detail: str) -> None:
    """It counts more than what stored offers tell."""
    scene = everybody_else(states=states(then(BOB)), obstacles={BOB: obstacle})
    assert told(groups(scene, {ALICE, CAROL, DAN, EVE}, everybody=False)) == {reason: [f"Bob: {detail}"]}


def test_who_is_not_meant() -> None:
    """Idle, and the caller waits for somebody else."""
    scene = everybody_else(meant_for=(BOB,))
    found = told(groups(scene, {ALICE, CAROL}, everybody=False))
    assert found == {
        "not_meant": ["Dan: idle for 1:00 min", "Eve: idle for 1:00 min"],
        "passed": ["Bob: idle for 1:00 min"],
    }


def test_who_looks_idle_and_was_not() -> None:
    """The engine counted the idle: if there were fewer, some could not be rung; if there were none, none could."""
    others = {ALICE, CAROL}
    assert set(told(groups(everybody_else(idle=5), others, everybody=False))) == {"passed"}
    assert set(told(groups(everybody_else(idle=2), others, everybody=False))) == {"not_rung"}
    (group,) = groups(everybody_else(idle=4), others, everybody=False)
    assert (group.text, group.count) == ("idle, and behind by the queue's choice (1 of them could not be rung)", 3)


def test_of_several_requirements_one_is_enough() -> None:
    """Who meets none of them lacks something of each."""
    scene = everybody_else(requirements=(GERMAN, needs(sales=2)), states={})
    found = told(groups(scene, {ALICE, BOB, DAN}, everybody=False))
    assert found == {"lacks_skills": ["Carol: german 2 of 3; or no sales"], "offline": ["Eve: "]}


def test_long_lists_are_cut() -> None:
    """By name, with the number of all; unless everybody is asked for."""
    many = {one.id: one for one in (agent(f"a{n:02}", german=3) for n in range(SHOWN_AGENTS + 5))}
    (group,) = groups(everybody_else(specs=many, states={}), set(), everybody=False)
    assert (group.count, [one.id for one in group.agents]) == (15, [f"a{n:02}" for n in range(SHOWN_AGENTS)])
    (group,) = groups(everybody_else(specs=many, states={}), set(), everybody=True)
    assert len(group.agents) == 15


def test_while_nobody_is_asked_the_idle_are_behind_nobody() -> None:
    """Somebody became idle in the very moment, or nobody runs who could ask them."""
    (lacking, idle) = groups(everybody_else(), (), everybody=False)
    assert (lacking.reason, idle.reason, idle.text) == ("lacks_skills", "passed", "idle, and can be asked")
