"""Requirements and queues."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.queues import Queue, QueueId, Requirement, Skill, SkillProfile
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


_LEVELS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), max_size=2).map(
    lambda levels: frozenset((Skill(skill), level) for skill, level in levels.items())
)
_REQUIREMENTS = st.builds(Requirement, _LEVELS, st.frozensets(_LEVELS.filter(bool), max_size=2), _LEVELS)


@given(_REQUIREMENTS, _REQUIREMENTS, _LEVELS)
def test_both_of_two_requirements_are_met_by_who_meets_each(
    one: Requirement, other: Requirement, profile: SkillProfile
) -> None:
    """Whatever sets, levels and exclusions they name; and it does not matter which comes first."""
    both = one.both_with(other)
    assert both.met_by(profile) == (one.met_by(profile) and other.met_by(profile))
    assert both == other.both_with(one)
    assert one.both_with(Requirement()) == one == one.both_with(one)
