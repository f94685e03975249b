"""Requirements as text."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.domain.queues import Requirement, Skill
from acd.storage import requirement_text

LEVELS = st.frozensets(st.tuples(st.sampled_from("abcdé").map(Skill), st.integers(1, 10)), max_size=4).map(
    lambda levels: frozenset(dict(levels).items())
)
REQUIREMENTS = st.builds(Requirement, LEVELS, st.frozensets(LEVELS, max_size=3), LEVELS)


@given(REQUIREMENTS)
def test_it_comes_back(requirement: Requirement) -> None:
    """Whatever is asked for can be read again, and stands in one line."""
    text = requirement_text.written(requirement)
    assert "\n" not in text and requirement_text.read(text) == requirement


def test_the_text_does_not_depend_on_the_order() -> None:
    """Equal requirements are equal texts, so that they can be counted in SQL."""
    one, two = frozenset({(Skill("a"), 1), (Skill("b"), 2)}), frozenset({(Skill("c"), 3)})
    text = '{"all":{"a":1,"b":2},"any_of":[{"a":1,"b":2},{"c":3}],"none_of":{"c":3}}'
    assert requirement_text.written(Requirement(one, frozenset({two, one}), two)) == text
    assert requirement_text.written(Requirement()) == "{}"


@pytest.mark.parametrize("text", ["", "german", '{"all":7}', '{"all":{"german":"much"}}'])
def test_another_text_is_refused(text: str) -> None:
    """A later release may write it in another way."""
    with pytest.raises(msgspec.DecodeError):
        requirement_text.read(text)
