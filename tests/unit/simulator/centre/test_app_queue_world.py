"""Small days by app_queue's rules, each wait worked out by hand."""

from typing import Any

import pytest

from acd.domain.agents import AgentId
from acd.simulator.centre.app_queue_world import AppQueueWorld
from acd.simulator.centre.course import Course
from acd.simulator.centre.scenario import AppQueue
from tests.unit.simulator.centre.centres import day, recorded

ONE = [{"id": "agent"}]
TWO = [{"id": "agent", "count": 2}]


def lived(rules: dict[str, Any] | None = None, weights: dict[Any, int] | None = None, **fields: Any) -> Course:
    return AppQueueWorld(day(**fields), AppQueue(**rules or {}), weights).run()


def waits(course: Course) -> list[float]:
    return [round(visit.wait_s, 3) for visit in course.visits]


def test_who_finds_an_agent_free_does_not_wait() -> None:
    """wait_our_turn asks before it sleeps for the first time."""
    assert waits(lived(queues=[recorded(10.25)], agents=ONE)) == [0.0]


def test_an_agent_who_is_free_again_is_noticed_at_the_callers_next_look() -> None:
    """Free at 70.0; the second, who came at 30.4, looks at 70.4, the third, who came at 20.9 and is the head, at 70.9.

    So the one who came later has the agent at 70.4 only if it is their turn: it is not, as the head is before them.
    """
    course = lived(queues=[recorded(10.0, 20.9, 30.4)], agents=ONE)
    assert waits(course) == [0.0, 50.0, 101.0]
    assert sum(visit.overtook for visit in course.visits) == 0


def test_with_two_agents_the_second_in_line_may_look_first() -> None:
    """Both free by 70.1; the head looks at 70.9, the second at 70.4 and is served while the first still waits."""
    course = lived(queues=[recorded(10.0, 10.1, 20.9, 30.4)], agents=TWO)
    assert waits(course) == [0.0, 0.0, 50.0, 40.0]
    assert [visit.overtook for visit in course.visits] == [0, 0, 0, 1]


def test_without_autofill_the_second_caller_waits_for_the_first_to_be_answered() -> None:
    """Two agents free, 4 s of ringing: the second caller looks at 11, 12, 13, 14.5 and is rung for only then."""
    ringing: dict[str, Any] = {"phones": {"ring": {"mean_s": 4, "distribution": "fixed"}}}
    at_once = lived(queues=[recorded(10.0, 10.5)], agents=TWO, **ringing)
    assert waits(at_once) == [4.0, 4.0]
    in_turn = lived({"autofill": False}, queues=[recorded(10.0, 10.5)], agents=TWO, **ringing)
    assert waits(in_turn) == [4.0, 8.0]


def test_after_a_try_that_came_to_nothing_the_caller_sleeps_for_the_retry_time() -> None:
    """The agent misses it: 15 s of ringing, 5 s of sleep, and again, until the caller gives up after 50 s."""
    course = lived(
        queues=[recorded(10.0, ring_timeout_s=15.0, patience={"mean_s": 50, "distribution": "fixed"})],
        agents=ONE,
        phones={"missed_share": 1.0},
    )
    (visit,) = course.visits
    assert (visit.wait_s, visit.agent_id) == (50.0, None)
    # rung from 0 to 15, from 20 to 35, and from 40 to 50
    assert course.workloads[AgentId("agent")].busy_s == pytest.approx(40.0)


def test_who_declines_is_followed_by_the_next_at_once_and_then_comes_the_sleep() -> None:
    """Both decline after 2 s each; then 5 s of sleep, and both are asked again."""
    course = lived(
        queues=[recorded(10.0, patience={"mean_s": 12, "distribution": "fixed"})],
        agents=TWO,
        phones={"ring": {"mean_s": 2, "distribution": "fixed"}, "refused_share": 1.0},
    )
    # 0-2 the first, 2-4 the second, sleep to 9, 9-11 and 11-12
    assert [course.workloads[AgentId(f"agent-{n}")].busy_s for n in (1, 2)] == pytest.approx([4.0, 3.0])


def test_ringall_rings_both_and_one_answers() -> None:
    """Both are busy while it rings, 4 s; then one alone."""
    course = lived(
        {"strategy": "ringall"},
        queues=[recorded(10.0)],
        agents=TWO,
        phones={"ring": {"mean_s": 4, "distribution": "fixed"}},
    )
    assert waits(course) == [4.0]
    assert [course.workloads[AgentId(f"agent-{n}")].busy_s for n in (1, 2)] == pytest.approx([64.0, 4.0])


def test_wrap_up_ends_with_a_whole_second() -> None:
    """Ended at 70.5 with 10 s of wrap-up: by the seconds of the clock that is over at 80.0; looked at 80.2."""
    course = lived(queues=[recorded(10.5, 20.2, wrapup_s=10)], agents=ONE)
    assert waits(course) == [0.0, 60.0]
    assert course.workloads[AgentId("agent")].busy_s == pytest.approx(2 * 69.5 + 0.3)


def two_queues(**more: Any) -> dict[str, Any]:
    a = {**recorded(10.0), "id": "a", "wrapup_s": 30}
    b = {**recorded(60.0), "id": "b", "wrapup_s": 0, **more}
    return {"queues": [a, b], "agents": ONE}


def test_a_queue_that_does_not_know_of_the_wrap_up_rings_into_it() -> None:
    """Without shared_lastcall the caller of b is rung for at 70, in the midst of the wrap-up for a."""
    course = lived({"shared_lastcall": False}, **two_queues())
    assert waits(course) == [0.0, 10.0]
    assert [visit.cut_short for visit in course.visits] == [False, True]


def test_a_queue_that_knows_of_it_takes_its_turn_and_pays_the_retry() -> None:
    """With shared_lastcall: its turn at 70, nobody to be rung, and so a look every 5 s: at 100."""
    course = lived(**two_queues())
    assert waits(course) == [0.0, 40.0]
    late = lived(**two_queues(arrivals={"recorded": [61.5]}))
    # looks at 70.5, then at 75.5 ... 100.5: half a second after the wrap-up
    assert waits(late) == [0.0, 39.0]


def test_a_caller_whom_nobody_can_serve_holds_up_those_behind() -> None:
    """One line with penalties: a French caller and no French agent there; the English one behind waits though an agent
    is free, and is served when the first gives up. Each with a queue of their own, nobody holds up anybody."""
    fields: dict[str, Any] = {
        "queues": [
            {**recorded(10.0, patience={"mean_s": 20, "distribution": "fixed"}), "id": "french", "requires": {"fr": 1}},
            {**recorded(11.0), "id": "english"},
        ],
        "agents": [{"id": "eve"}, {"id": "fay", "skills": {"fr": 5}, "shifts": [{"from": "00:30", "to": "00:40"}]}],
    }
    assert waits(lived({"lines": "shared"}, **fields)) == [20.0, 19.0]
    assert waits(lived({"lines": "own"}, **fields)) == [20.0, 0.0]


def test_a_weightier_queue_is_served_first() -> None:
    """Both wait for the one agent; the light one came and looks first, and is not let ring."""
    fields: dict[str, Any] = {
        "queues": [{**recorded(10.0, 20.0), "id": "light"}, {**recorded(30.5), "id": "heavy"}],
        "agents": ONE,
    }
    # free at 70: light looks at 70.0, may not ring, sleeps 5 s; heavy has it from 70.5 to 130.5; light looks at 131
    assert waits(lived(None, {"heavy": 10}, **fields)) == [0.0, 111.0, 40.0]
    assert waits(lived(None, None, **fields)) == [0.0, 50.0, 100.0]


def test_shifts_and_breaks_are_kept() -> None:
    """Nobody is rung before the shift and in a break; a break does not end a conversation."""
    course = lived(
        starts="08:00",
        queues=[recorded(60, 640, 1500)],
        agents=[
            {
                "id": "agent",
                "shifts": [{"from": "08:02", "to": "08:40"}],
                "breaks": [{"from": "08:11", "to": "08:20"}],
            }
        ],
    )
    assert waits(course) == [60.0, 0.0, 0.0]
    work = course.workloads[AgentId("agent")]
    assert (work.busy_s, work.idle_s) == (180.0, 38 * 60 - 180.0 - (9 * 60 - 40))


def test_the_same_plan_is_the_same_course() -> None:
    """A day can be looked at again."""
    fields: dict[str, Any] = {"phones": {"ring": 3, "refused_share": 0.1, "missed_share": 0.1}}
    assert lived(**fields).visits == lived(**fields).visits


def test_what_callers_are_told_is_what_others_waited() -> None:
    """Nothing before anybody was answered; then how long those before were held, whoever is in line now."""
    course = lived(queues=[recorded(10.0, 20.0, 21.0, 100.0, 200.0)], agents=ONE)
    assert waits(course) == [0.0, 50.0, 109.0, 90.0, 50.0]
    assert [visit.told_s for visit in course.visits] == [None, 0, 0, 12, 49]


def test_who_gave_up_ends_the_time_in_which_the_last_hold_counts_alone() -> None:
    """callsabandoned: the second is held for 30 s, but the average is taken with the first's 0."""
    impatient = {"mean_s": 35, "distribution": "fixed"}
    course = lived(queues=[recorded(10.0, 12.0, 40.0, 300.0, patience=impatient)], agents=ONE)
    assert waits(course) == [0.0, 35.0, 30.0, 0.0]
    assert [visit.told_s for visit in course.visits] == [None, 0, 0, 7]
