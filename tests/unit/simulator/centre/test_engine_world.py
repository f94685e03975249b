"""Small days of the real engine, looked at from inside."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentId
from acd.domain.calls import OfferResult, OutcomeClass
from acd.domain.queues import QueueId
from acd.simulator.centre.engine_world import EngineWorld
from acd.simulator.centre.plan import Plan
from tests.unit.simulator.centre.centres import day, recorded


def some(calls: int, agents: int, per_hour: float = 200.0, talk_s: float = 120.0, **more: object) -> Plan:
    """So many callers with the patience of two minutes, unless it is said."""
    more = {"patience": 120.0, **more}
    phones = more.pop("phones", {"ring": 2.0, "refused_share": 0.02, "missed_share": 0.02})
    queue = {"id": "calls", "arrivals": {"rate_per_hour": per_hour}, "talk": talk_s, "patience": more["patience"]}
    plan = day(hours=2 * calls / per_hour + 1, phones=phones, queues=[queue], agents=[{"id": "agent", "count": agents}])
    return replace(plan, callers=plan.callers[:calls])


def test_the_day_ends_with_everybody_gone() -> None:
    """No call, no leg and no agent at work is left, and each caller had one outcome."""
    world = EngineWorld(some(50, 2))
    world.run()
    assert not world.engine.calls.calls and not world.engine.calls.legs
    assert len(world.accounts.outcomes) == 50
    assert set(world.accounts.outcomes.values()) <= {OutcomeClass.ANSWERED, OutcomeClass.ABANDONED}


def test_impatient_callers_leave_and_patient_ones_stay() -> None:
    """With one agent and talk without end in sight, patience decides."""
    world = EngineWorld(some(30, 1, per_hour=3600.0, talk_s=1000.0, patience=5.0))
    world.run()
    outcomes = list(world.accounts.outcomes.values())
    assert outcomes.count(OutcomeClass.ABANDONED) >= 25


@pytest.mark.parametrize("weight", [1.0, 3.0])
def test_one_tenant_s_surge_and_another_tenant_s_caller(weight: float) -> None:
    """Forty at once in one line, and somebody of another tenant a minute later: behind those of whom the pace tells."""
    queues = [{**recorded(*[1.0] * 40), "id": "shop"}, {**recorded(61.0), "id": "client"}]
    served = {}
    for shares in (None, {"pace_s": 20}):
        tenants = [{"id": "shop", "weight": weight}]
        plan = day(hours=1, queues=queues, agents=[{"id": "x"}], tenants=tenants, fairness=shares)
        world = EngineWorld(plan)
        visits = world.run().visits
        served[shares is not None] = sorted(visits, key=lambda visit: visit.caller.at + visit.wait_s)
    places = {shares: [visit.caller.queue_id for visit in served[shares]].index(QueueId("client")) for shares in served}
    # one is served at once; of the rest one counts as come every 20 s, or with the weight of three every 6.7 s
    assert places == {False: 40, True: 1 + 60 * weight // 20}


def test_who_misses_calls_comes_back() -> None:
    """Nobody at the phone half of the time: agents are paused, come back, and in the end everybody is served."""
    world = EngineWorld(some(40, 2, talk_s=10.0, patience=None, phones={"missed_share": 0.5}))
    world.run()
    assert list(world.accounts.outcomes.values()).count(OutcomeClass.ANSWERED) == 40


def test_agents_who_refuse_and_miss_cost_no_caller() -> None:
    """Every caller is answered or gives up, in order, whatever agents do with their phones."""
    world = EngineWorld(some(500, 5, phones={"ring": 2.0, "refused_share": 0.2, "missed_share": 0.1}))
    course = world.run()
    assert len(course.visits) == len(world.accounts.outcomes) == 500
    assert world.accounts.offers[OfferResult.REFUSED] > 0 < world.accounts.offers[OfferResult.MISSED]
    assert world.accounts.out_of_order == 0


def test_the_same_plan_is_the_same_course() -> None:
    """A day can be looked at again; other conversations make another."""
    one, again = (EngineWorld(some(100, 2)).run() for _ in range(2))
    other = EngineWorld(some(100, 2, talk_s=121.0)).run()
    assert one.visits == again.visits
    assert one.visits != other.visits


def test_visits_and_workloads_by_hand() -> None:
    """Two callers of one agent: the second waits for the end of the first conversation and the wrap-up."""
    plan = day(
        latency_s=0.0,
        queues=[recorded(100, 110, wrapup_s=30)],
        agents=[{"id": "agent"}],
    )
    course = EngineWorld(plan).run()
    first, second = course.visits
    assert (first.wait_s, first.first_ring_s, first.agent_id) == (0.0, 0.0, "agent")
    assert (second.wait_s, second.first_ring_s) == (80.0, 80.0)
    assert course.workloads[AgentId("agent")].busy_s == 180.0
    assert course.workloads[AgentId("agent")].idle_s == 3600.0 - 180.0


def test_breaks_and_shifts_are_kept() -> None:
    """Who has a break or is not there yet is asked for nothing; a break begins after the call in hand."""
    plan = day(
        starts="08:00",
        latency_s=0.0,
        queues=[recorded(60, 640, 1500)],
        agents=[
            {
                "id": "agent",
                "shifts": [{"from": "08:02", "to": "08:40"}],
                "breaks": [{"from": "08:11", "to": "08:20"}],
            }
        ],
    )
    course = EngineWorld(plan).run()
    assert [visit.wait_s for visit in course.visits] == [60.0, 0.0, 0.0]
    work = course.workloads[AgentId("agent")]
    assert work.busy_s == 180.0
    assert work.idle_s == 38 * 60 - 180.0 - (9 * 60 - 40), "the break of 9 minutes began 40 s late"


def test_who_still_waits_when_all_is_over_gives_up() -> None:
    """An hour after the last arrival of a centre that nobody works in."""
    plan = day(queues=[recorded(1800)], agents=[{"id": "agent", "shifts": [{"from": "00:00", "to": "00:10"}]}])
    (visit,) = EngineWorld(plan).run().visits
    assert visit.agent_id is None
    assert visit.wait_s == pytest.approx(5400.0, abs=0.003)  # less the way of an event


def test_who_calls_again_gets_the_agent_who_knows_them() -> None:
    """If the queue wants it so; the other agent was idle for longer each time."""
    queue = recorded(10, 200, 400, last_agent_for_s=30.0)
    plan = day(queues=[queue], agents=[{"id": "agent", "count": 2}])
    first, second, third = plan.callers
    again = replace(plan, callers=(first, replace(second, person=0), replace(third, person=0)))
    for lived, served in ((plan, [1, 2, 1]), (again, [1, 1, 1])):
        visits = EngineWorld(lived).run().visits
        assert [visit.agent_id for visit in visits] == [f"agent-{number}" for number in served]


def test_what_callers_are_told_on_coming_into_line() -> None:
    """Nothing to wait for beside an idle agent; then longer, the more callers are ahead; the waits are not in it."""
    course = EngineWorld(day(queues=[recorded(10.0, 20.0, 21.0, 22.0)], agents=[{"id": "agent"}])).run()
    told = [visit.told_s or 0 for visit in course.visits]
    assert told[0] == 0 and 0 < told[1] < told[2] < told[3]
