"""The explanation of a whole call."""

from dataclasses import replace
from typing import Any

import pytest

from acd.domain.calls import CallId, CallState
from acd.domain.queues import QueueId
from acd.explain.answer import Explanation
from acd.explain.facts import WaitFacts
from acd.explain.whole_call import NOT_STORED, explanation, requirement_of
from acd.storage.requirement_text import written
from tests.unit.explain.scene import (
    ALICE,
    BOB,
    CALL,
    CAROL,
    DAN,
    EVE,
    GERMAN,
    SALES,
    TEN_MS,
    call,
    caller,
    ended,
    facts,
    made,
    moment,
    needs,
    offer,
    states,
    then,
    told,
)

WAITING = call(state=CallState.WAITING, connected_ms=None, ended_ms=None, agent_id=None, outcome=None)


def explained(*offers: Any, **changed: Any) -> Explanation:
    """Return the explanation of a call with these offers."""
    return explanation(facts(*offers, **changed), everybody=False)


def wait(*callers: Any, **changed: Any) -> WaitFacts:
    """Return the house at ten, in which nobody was asked."""
    house = moment(*callers, agents=states(then(ALICE, "talking"), then(BOB, "paused", reason="lunch")))
    return replace(WaitFacts(moment=house, requirements=(GERMAN,), ranked_ms=TEN_MS - 20_000), **changed)


def test_a_call_that_was_answered_at_the_second_attempt() -> None:
    """The story, then each offer with what came of it, why this agent, and why nobody else."""
    first = offer(made(), ended(result="refused"))
    second = offer(made(BOB, seq=2, idle=1, runner_up_id=None, ranked_at_ms=TEN_MS - 50_000), ended(BOB, 2))
    found = explained(first, second)
    assert (found.call, found.tenant, found.queue, found.state) == (CALL, "acme", "support", "ended")
    assert found.sentences == (
        "Call 1.7 for acme came at 2026-11-29 09:59:39 (all times in UTC).",
        "It came into the line of support at 09:59:40.",
        "Alice talked to the caller after 23 s in line.",
    )
    one, two = found.offers
    assert one.sentences == (
        "10:00:00: Alice was asked, and refused after 3.0 s.",
        "Of 2 idle agents who could serve the caller, "
        "Alice had the highest levels of the skills asked for, added up: 9; next was Bob: 7.",
    )
    assert (one.number, one.agent, one.name, one.result, one.stage) == (1, ALICE, "Alice", "refused", "ordinary")
    assert (one.choice, one.asks, one.idle, one.runner_up) == ("best_skilled", "german 3", 2, BOB)
    assert one.ended_at is not None and (one.ended_at - one.at).total_seconds() == 3
    assert set(told(one.others)) == {"lacks_skills", "passed"}
    assert two.sentences == (
        "10:00:00: Bob was asked, and talked to the caller after 3.0 s.",
        "Bob was the only idle agent who could serve the caller.",
        "The caller counts as come 30 s earlier.",
    )
    assert set(told(two.others)) == {"lacks_skills", "not_rung"}
    assert found.wait is None and found.served_first == () and found.notes == ()


def test_an_offer_of_which_the_reason_is_not_stored() -> None:
    """The others are told all the same, by what the queue asked then."""
    (one,) = explained(offer(None, ended())).offers
    assert one.sentences == ("10:00:00: Alice was asked, and talked to the caller after 3.0 s.", NOT_STORED)
    assert (one.asks, one.choice, one.stage, one.idle) == ("german 3", None, None, None)
    assert told(one.others)["lacks_skills"] == ["Carol: german 2 of 3"]
    (one,) = explained(offer(None, ended()), about=call(queue_id=None)).offers
    assert one.asks is None and "lacks_skills" not in told(one.others)


def test_an_offer_that_goes_on() -> None:
    """Only the last one of a call whose phone is being asked; another was lost."""
    ringing = call(state=CallState.OFFERED, connected_ms=None, ended_ms=None)
    lost, now = explained(offer(made()), offer(made(BOB, seq=2)), about=ringing).offers
    assert "the controller was lost meanwhile" in lost.sentences[0]
    assert now.sentences[0] == "10:00:00: Bob is being asked now." and now.ended_at is None


def test_who_is_meant_was_compared_with_nobody() -> None:
    """Others who were idle are told as such, and nobody is said to have been out of reach."""
    (one,) = explained(offer(made(stage="preferred", idle=1, runner_up_id=None), ended())).offers
    assert set(told(one.others)) == {"lacks_skills", "not_meant"}


def test_what_had_been_changed_for_the_caller() -> None:
    """The place in the order, back or forth; and what is asked for, where the queue itself asks for something else."""
    eased = made(requirement=written(needs(german=1)), ranked_at_ms=TEN_MS - 15_000)
    (one,) = explained(offer(eased, ended())).offers
    assert one.asks == "german 1"
    assert one.sentences[2:] == (
        "The caller counts as come 5.0 s later.",
        "The queue itself asks for german 3; for this caller it was german 1.",
    )
    (one,) = explained(offer(replace(eased, queue_id=QueueId("gone")), ended())).offers
    assert one.sentences[2:] == ("The caller counts as come 5.0 s later.",)


def test_callers_who_came_first_and_waited_on() -> None:
    """Told with the offer."""
    (one,) = explained(offer(made(), ended(), caller("1.1", SALES))).offers
    assert one.sentences[-1] == "1 caller who came first waited on: 1 asks for skills that Alice lacks."


def test_a_requirement_of_a_later_release() -> None:
    """Nobody is said to lack what cannot be read."""
    assert requirement_of(made()) == GERMAN and requirement_of(made(requirement="?")) is None
    (one,) = explained(offer(made(requirement="?"), ended())).offers
    assert one.asks is None and set(told(one.others)) == {"passed"}
    assert "3 of them could not be rung" in one.others[0].text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Alice talked to the caller after 23 s in line."),
        ({"agent_id": None}, "An agent talked to the caller after 23 s in line."),
        (
            {"connected_ms": None, "outcome": "abandoned, waiting"},
            "It ended at 10:01:30, after 1:50 min in line, without an agent: abandoned, waiting.",
        ),
        (
            {"connected_ms": None, "queued_ms": None, "outcome": "abandoned, in_flow"},
            "It ended at 10:01:30, after 1:51 min in all, without an agent: abandoned, in_flow.",
        ),
        ({"connected_ms": None, "ended_ms": None, "state": CallState.WAITING}, "The caller waits."),
        (
            {"connected_ms": None, "ended_ms": None, "state": CallState.OFFERED},
            "The caller waits, and a phone is being asked.",
        ),
        ({"connected_ms": None, "ended_ms": None, "state": CallState.IN_FLOW}, "It goes on: in_flow."),
    ],
)
def test_how_it_stands(changed: dict[str, Any], sentence: str) -> None:
    """Answered, over, or going on."""
    assert explained(about=call(**changed)).sentences[2] == sentence


def test_a_call_that_never_stood_in_line() -> None:
    """No agent was looked for; where nobody owns the number, there is no tenant."""
    found = explained(about=call(queued_ms=None, connected_ms=None, tenant_id=None, queue_id=None))
    assert found.sentences[0].startswith("Call 1.7 came at ")
    assert found.sentences[1] == "It never stood in line, so no agent was looked for."
    line = explained(about=call(queue_id=None)).sentences[1]
    assert line == "It came into the line at 09:59:40."


def test_offers_that_are_left_out_are_counted() -> None:
    """Of a call that was offered very often."""
    assert explained(offer(made(), ended()), left_out=3).sentences[-1] == "The first 3 offers are left out here."


def test_a_caller_who_waits() -> None:
    """Why nobody, who is ahead, and everybody by reason."""
    found = explained(about=WAITING, wait=wait(caller("early", came_s=30), caller(CALL, came_s=20)))
    assert found.wait is not None and found.wait.asks == "german 3" and found.wait.ahead == 1
    assert found.wait.sentences == (
        "The caller asks for german 3, which 4 agents have: 2 not signed in, 1 paused, 1 in a conversation.",
        "1 caller comes first in the order of callers.",
    )
    assert told(found.wait.others) == {
        "lacks_skills": ["Carol: german 2 of 3"],
        "offline": ["Dan: ", "Eve: "],
        "paused": ["Bob: lunch, for 1:00 min"],
        "talking": ["Alice: for 1:00 min"],
    }


def test_a_caller_who_may_be_served_in_two_ways_or_by_one_agent() -> None:
    """One of several requirements; or certain agents alone."""
    found = explained(about=WAITING, wait=wait(requirements=(GERMAN, needs(sales=9)), pbx_connected=False))
    assert found.wait is not None and found.wait.asks == "german 3 or sales 9"
    assert found.wait.sentences[0].startswith("Asterisk is not connected")
    idle = moment(agents=states(*map(then, (ALICE, BOB, CAROL, DAN, EVE))))
    found = explained(about=WAITING, wait=wait(moment=idle, requirements=(), meant_for=(BOB,)))
    assert found.wait is not None and found.wait.asks is None
    assert found.wait.sentences == ("For now the caller waits for Bob, and for nobody else.",)
    assert set(told(found.wait.others)) == {"not_meant", "passed"} and told(found.wait.others)["passed"][0][:3] == "Bob"


def test_who_was_served_first() -> None:
    """By what the caller asks for now, or asked for last; a call that never stood in line has nobody before it."""
    later = made(CAROL, call_id=CallId("1.9"), queued_at_ms=TEN_MS - 5_000, ranked_at_ms=TEN_MS - 5_000)
    reason = "the agent does not meet what this call asks for (german 2 of 3)."
    assert explained(about=WAITING, wait=wait(), meanwhile=(later,)).served_first[0].endswith(reason)
    assert explained(offer(made(), ended()), meanwhile=(later,)).served_first[0].endswith(reason)
    assert explained(meanwhile=(later,)).served_first[0].endswith("why is not stored.")
    assert explained(about=call(queued_ms=None), meanwhile=(later,)).served_first == ()
