"""How a centre is laid out with app_queue."""

import pytest

from acd.simulator.centre.lines import own_lines, shared_line
from tests.unit.simulator.centre.centres import centre, recorded

QUEUES = [{**recorded(1.0), "id": "english"}, {**recorded(1.0), "id": "french", "requires": {"fr": 1}}]
AGENTS = [{"id": "eve"}, {"id": "fay", "skills": {"fr": 5}}]


def test_each_queue_has_those_who_have_the_skills() -> None:
    """Penalties are not needed; if they are wanted, who has more skills has the higher one."""
    pool = centre(queues=QUEUES, agents=AGENTS).pool
    english, french = own_lines(pool)
    assert dict(own_lines(pool, by_skills=True)[0].members) == {"eve": 0, "fay": 1}
    assert dict(english.members) == {"eve": 0, "fay": 0}
    assert dict(french.members) == {"fay": 0}


def test_one_line_keeps_those_with_more_skills_for_who_needs_them() -> None:
    """Fay has the higher penalty, and French callers ask for it."""
    (line,) = shared_line(centre(queues=QUEUES, agents=AGENTS).pool)
    assert dict(line.members) == {"eve": 0, "fay": 1}
    assert dict(line.min_penalty) == {"english": 0, "french": 1}


def test_skills_that_no_number_can_say_are_refused() -> None:
    """Some speak French, others German: neither is more than the other."""
    queues = [QUEUES[1], {**recorded(1.0), "id": "german", "requires": {"de": 1}}]
    agents = [AGENTS[1], {"id": "gus", "skills": {"de": 5}}]
    with pytest.raises(ValueError, match="penalties cannot say these skills"):
        shared_line(centre(queues=queues, agents=agents).pool)
