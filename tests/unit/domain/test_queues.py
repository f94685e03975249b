"""Requirements and queues."""

import pytest

from acd.domain.queues import Queue, QueueId, Requirement
from tests.playbooks import agent, needs


@pytest.mark.parametrize(
    ("requirement", "skills", "met"),
    [
        (Requirement(), {}, True),
        (needs(en=3), {}, False),
        (needs(en=3), {"en": 2}, False),
        (needs(en=3), {"en": 3, "de": 1}, True),
        (needs(en=3, de=1), {"en": 9}, False),
        (needs(en=0), {}, True),
    ],
)
def test_every_skill_is_needed_at_its_level(requirement: Requirement, skills: dict[str, int], met: bool) -> None:
    """An empty requirement is met by everybody; a skill that is not there has level 0."""
    assert requirement.met_by(agent("x", **skills).profile) is met


def test_a_queue_without_settings_asks_for_nothing() -> None:
    """It rings for 20 s, without wrap-up and head start."""
    queue = Queue(QueueId("sales"))
    assert (queue.requirement, queue.ring_timeout_s, queue.wrapup_s, queue.head_start_s) == (Requirement(), 20, 0, 0)
