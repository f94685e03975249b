"""An agent's time, as it is counted."""

from acd.domain.agents import AgentId
from acd.simulator.centre.course import Course, Workload
from acd.simulator.centre.plan import Window
from tests.unit.simulator.centre.centres import centre


def test_time_is_added_up_within_the_window() -> None:
    """Busy and idle apart."""
    course = Course(centre().pool, Window(10.0, 20.0))
    course.spend(AgentId("ann"), 0.0, 12.0, busy=True)
    course.spend(AgentId("ann"), 12.0, 15.0, busy=False)
    course.spend(AgentId("ann"), 15.0, 99.0, busy=True)
    assert course.workloads == {AgentId("ann"): Workload(busy_s=7.0, idle_s=3.0)}
