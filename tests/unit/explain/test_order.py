"""Who came first, who was served first."""

from typing import Any

from acd.domain.calls import CallId
from acd.explain.facts import OfferFacts
from acd.explain.order import SHOWN, ahead, ranked_ms, served_first, who_waited_on
from acd.storage.stored import StoredOfferMade
from tests.unit.explain.scene import (
    ALICE,
    BOB,
    CALL,
    GERMAN,
    POOL,
    SALES,
    TEN_MS,
    caller,
    ended,
    made,
    moment,
    needs,
    offer,
)


def test_when_a_caller_counts_as_come() -> None:
    """As an offer told it; else with the head start that the queue has; or none, where the queue is gone."""
    assert ranked_ms(caller("1", came_s=40, ranked_at_ms=5), POOL) == 5
    assert ranked_ms(caller("1", SALES, 40), POOL) == TEN_MS - 70_000
    assert ranked_ms(caller("1", SALES, 40), moment().pool.__class__()) == TEN_MS - 40_000


def test_who_is_ahead() -> None:
    """Those in line who rank before; not the caller, nor who came later."""
    line = caller(CALL, came_s=50), caller("early", came_s=30), caller("late", came_s=10), caller("vip", SALES, 1)
    found = ahead(moment(*line), CALL, TEN_MS - 20_000)
    assert [one.call_id for one in found] == ["early", "vip"]


def waited_on(*callers: Any, why: StoredOfferMade | None = None) -> str | None:
    """Return why these callers were passed over when alice was asked."""
    return who_waited_on(offer(why or made(), None, *callers), CALL, ALICE)


def test_who_came_first_and_was_not_given_the_agent() -> None:
    """Each for a reason."""
    assert waited_on(caller("late", came_s=1)) is None
    assert waited_on(caller("s", SALES)) == "1 caller who came first waited on: 1 asks for skills that Alice lacks."
    several = waited_on(caller("s", SALES), caller("t", SALES), caller("a", asked=BOB), caller("x"))
    assert several == (
        "4 callers who came first waited on: 2 ask for skills that Alice lacks, "
        "for 1 another phone was being asked, why of 1 is not stored."
    )
    assert who_waited_on(offer(None, ended(), caller("early")), CALL, ALICE) is None
    gone = caller("g", SALES.__class__("gone"))
    assert waited_on(gone) == "1 caller who came first waited on: why of 1 is not stored."


def first(*later: StoredOfferMade, own: tuple[OfferFacts, ...] = (), **changed: Any) -> list[str]:
    """Return the reasons why these were served first."""
    given = {"ranked": TEN_MS - 20_000, "requirements": (GERMAN,), "everybody": False, **changed}
    told = served_first(later, own, specs=POOL.agents, **given)
    return [sentence.partition(": ")[2] for sentence in told]


def other(agent_id: Any = ALICE, came_s: float = 5, ahead_s: float = 0, **changed: Any) -> StoredOfferMade:
    """Return an offer of another call at ten."""
    queued = TEN_MS - round(came_s * 1000)
    values = {
        "call_id": CallId("1.9"),
        "queued_at_ms": queued,
        "ranked_at_ms": queued - round(ahead_s * 1000),
        **changed,
    }
    return made(agent_id, **values)


def test_who_came_later_and_was_offered_first() -> None:
    """With moment, call, agent and reason."""
    (sentence,) = served_first([other(came_s=4)], (), TEN_MS, (needs(fr=1),), POOL.agents, everybody=False)
    assert sentence == (
        "10:00:00 call 1.9 of support, 4.0 s in line, was offered to Alice: "
        "the agent does not meet what this call asks for (no fr)."
    )


def test_the_reasons() -> None:
    """Meant for the agent; skills; a head start; this call was being asked for; or it is not known."""
    assert first(other(stage="preferred")) == ["that caller is meant for this agent."]
    assert first(other("carol")) == ["the agent does not meet what this call asks for (german 2 of 3)."]
    assert first(other("carol"), requirements=(GERMAN, needs(german=1))) == ["why is not stored."]
    assert first(other(came_s=5, ahead_s=30)) == ["a head start of 30 s puts that caller first."]
    asked = "another phone was being asked for this call at that moment."
    assert first(other(), own=(offer(made(BOB), ended(BOB, seconds=0)),)) == [asked]
    assert first(other(), own=(offer(made(BOB)),)) == [asked]
    assert first(other(at_ms=TEN_MS + 1), own=(offer(made(BOB), ended(BOB, seconds=0)),)) == ["why is not stored."]
    assert first(other(at_ms=TEN_MS - 1), own=(offer(made(BOB)),)) == ["why is not stored."]
    assert first(other("gone")) == ["why is not stored."]


def test_a_long_list_is_cut() -> None:
    """With the number of those that are left out."""
    many = [other() for _ in range(SHOWN + 3)]
    cut = served_first(many, (), TEN_MS, (), POOL.agents, everybody=False)
    assert len(cut) == SHOWN + 1 and cut[-1] == "And 3 more."
    assert len(served_first(many, (), TEN_MS, (), POOL.agents, everybody=True)) == SHOWN + 3
