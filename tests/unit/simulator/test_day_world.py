"""One small day, looked at from inside."""

from acd.domain.calls import OutcomeClass
from acd.simulator.day_plan import Day
from acd.simulator.day_world import World, pool_of


def test_the_day_ends_with_everybody_gone() -> None:
    """No call, no leg and no agent at work is left, and each caller had one outcome."""
    world = World(Day(calls=50, agents=2))
    world.run()
    assert not world.engine.calls.calls and not world.engine.calls.legs
    assert len(world.accounts.outcomes) == 50
    assert set(world.accounts.outcomes.values()) <= {OutcomeClass.ANSWERED, OutcomeClass.ABANDONED}


def test_impatient_callers_leave_and_patient_ones_stay() -> None:
    """With one agent and talk without end in sight, patience decides."""
    flood = Day(calls=30, agents=1, calls_per_hour=3600.0, talk_s=1000.0, patience_s=5.0)
    world = World(flood)
    world.run()
    outcomes = list(world.accounts.outcomes.values())
    assert outcomes.count(OutcomeClass.ABANDONED) >= 25


def test_who_misses_calls_comes_back() -> None:
    """Nobody at the phone half of the time: agents are paused, come back, and in the end everybody is served."""
    world = World(Day(calls=40, agents=2, missed_share=0.5, patience_s=None, talk_s=10.0))
    world.run()
    assert list(world.accounts.outcomes.values()).count(OutcomeClass.ANSWERED) == 40


def test_the_pool_has_one_queue_and_the_agents() -> None:
    """All agents can serve the queue."""
    pool = pool_of(Day(agents=3, wrapup_s=7.0))
    (queue,) = pool.queues.values()
    assert len(pool.agents) == 3 and queue.wrapup_s == 7.0
    assert all(queue.requirement.met_by(agent.profile) for agent in pool.agents.values())
