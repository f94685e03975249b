"""Recipes as they are written."""

from typing import Any

import pytest
from pydantic import ValidationError

from acd.configuration.recipes import RecipeStep
from acd.configuration.schema import Document


def written(*steps: dict[str, Any]) -> tuple[RecipeStep, ...]:
    """Read the steps of a queue, and read back what is stored of them."""
    document = Document.model_validate({"queues": [{"id": "q", "recipe": list(steps)}]})
    assert Document.from_canonical(document.canonical()) == document
    return document.queues[0].recipe or ()


def test_every_kind_of_step() -> None:
    """Short forms and long ones; texts are sounds, two words are figures."""
    steps = written(
        {"after_s": 5, "announce": "Please hold."},
        {"after_s": 20, "every_s": 45, "announce": ["You are number", "position", {"sound": "beep"}, "wait"]},
        {"after_s": 30, "relax": {"german": 3, "tech": 0}},
        {"after_s": 40, "raise_s": 60},
        {"after_s": 50, "widen": ["a", "b"]},
        {"place": 1, "announce": "You are next."},
        {"after_s": 60, "announce": "Press 1.", "key": "1", "voicemail": True},
        {"after_s": 70, "outside": {"number": "+4930123456", "trunk": "carrier", "ring_s": 20}},
        {"after_s": 80, "callback": True},
        {"after_s": 90, "overflow": "other"},
        {"after_s": 99, "hang_up": True},
    )
    assert steps[1].announce is not None
    assert [part.figure for part in steps[1].announce] == [None, "position", None, "wait"]
    assert steps[2].relax == {"german": 3, "tech": 0} and steps[4].widen == ("a", "b")


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (
            {"after_s": 5},
            "does nothing; write announce or one of relax, raise_s, widen, overflow, outside, callback, "
            "voicemail, go_on, hang_up",
        ),
        ({"raise_s": 5, "hang_up": True}, "raise_s and hang_up in one step; write each as a step of its own"),
        ({"place": 1, "after_s": 5, "hang_up": True}, "has a time and a place; write after_s or place"),
        ({"every_s": 9, "hang_up": True}, "9.0 as every_s belongs to what is merely said, from a time on"),
        ({"every_s": 9, "place": 1, "announce": "x"}, "9.0 as every_s belongs to what is merely said, from a time on"),
        (
            {"key": "1", "raise_s": 5},
            "a key leads out of the line: write one of overflow, outside, callback, voicemail, go_on, hang_up "
            "beside it",
        ),
        ({"key": "A", "hang_up": True}, '"A" does not fit; use one of 0 to 9, * and #, in quotes'),
        ({"relax": {"german": 10}}, "10 is too large; use a level of 0 (without the skill) to 9"),
        ({"announce": 7}, "7 is no sound; write a text in quotes, {sound: ...} or {file: ...}"),
        ({"announce": []}, "should have at least 1 item"),
    ],
)
def test_what_is_no_step(step: dict[str, Any], message: str) -> None:
    """Each mistake is one sentence."""
    with pytest.raises(ValidationError) as caught:
        Document.model_validate({"queues": [{"id": "q", "recipe": [step]}]})
    # a list whose only step is wrong counts as empty as well
    assert message in caught.value.errors()[0]["msg"]


def test_recipes_for_special_cases() -> None:
    """Each with what it is for."""
    end = [{"hang_up": True}]
    queue = {
        "id": "q",
        "when_nobody": end,
        "when_full": {"callers": 9, "recipe": end},
        "when_long": {"wait_s": 60, "recipe": end},
    }
    document = Document.model_validate({"queues": [queue]})
    assert Document.from_canonical(document.canonical()) == document
    with pytest.raises(ValidationError, match="0 is too small; use 1 to 100000 callers"):
        Document.model_validate({"queues": [queue | {"when_full": {"callers": 0, "recipe": end}}]})
