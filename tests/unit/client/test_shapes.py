"""What the API answers."""

import msgspec
import pytest

from acd.client.shapes import Page, Problem, Queue


def test_fields_of_a_later_release_are_passed_over() -> None:
    """An older `acd status` must go on working."""
    text = b'{"items": [{"id": "a", "waiting": 0, "longest_wait_s": 0, "agents": {}, "new": 1}], "total": 1}'
    assert msgspec.json.decode(text, type=Page[Queue]).items == (Queue("a", 0, 0.0, {}),)


def test_a_problem_needs_only_its_detail() -> None:
    """A proxy may send a problem of its own."""
    assert msgspec.json.decode(b'{"detail": "no"}', type=Problem) == Problem("no")
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"title": "no"}', type=Problem)
