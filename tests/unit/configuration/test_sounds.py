"""Sounds and steps: the short forms mean what the long ones say."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from acd.configuration.demands import Line
from acd.configuration.sounds import Prompt, Prompts
from acd.configuration.steps import Step, Steps


def complaint(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Hi.", (Prompt(say="Hi."),)),
        ({"sound": "vm-goodbye"}, (Prompt(sound="vm-goodbye"),)),
        ({"file": "hi.wav"}, (Prompt(file="hi.wav"),)),
        (["Hi.", {"say": "Ho."}], (Prompt(say="Hi."), Prompt(say="Ho."))),
        ([], ()),
    ],
)
def test_one_sound_is_a_list_of_one(written: Any, meant: tuple[Prompt, ...]) -> None:
    """And plain text is spoken."""
    assert TypeAdapter(Prompts).validate_python(written) == meant


def test_words_stand_for_steps() -> None:
    """`answer` is easier to write than `{answer: true}`."""
    written = ["answer", {"play": "Hi."}, {"queue": "support"}]
    meant = (Step(answer=True), Step(play=(Prompt(say="Hi."),)), Step(queue=Line(id="support")))
    assert TypeAdapter(Steps).validate_python(written) == meant
    assert TypeAdapter(Steps).validate_python(["hang_up"]) == (Step(hang_up=True),)


def test_a_step_into_a_queue_is_kept_as_short_as_it_can_be() -> None:
    """The digest of a configuration is that of what it means: it does not change with a longer form of the same."""
    for written in ("support", {"id": "support"}, {"id": "support", "requires": None}):
        assert Step.model_validate({"queue": written}).model_dump(exclude_none=True) == {"queue": "support"}
    more = {"queue": {"id": "support", "requires": {"spanish": 5}, "head_start_s": 30.0}}
    step = Step.model_validate(more)
    assert step.model_dump(exclude_none=True) == more
    assert step.queue is not None and step.queue.id == "support"


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (Prompts, 3, "3 is no sound; write a text in quotes, {sound: ...} or {file: ...}"),
        (Prompts, [["a"]], "a list is no sound; write a text in quotes, {sound: ...} or {file: ...}"),
        (Prompts, {}, "nothing given; write exactly one of say, sound and file"),
        (Prompts, {"say": "a", "file": "a.wav"}, "say and file given; write exactly one of say, sound and file"),
        (Prompts, {"say": "a", "sha256": "0" * 64}, "sha256 belongs to a file; remove it"),
        (Steps, ["answr"], '"answr" is no step; did you mean answer?'),
        (Steps, [3], "3 is no step; write answer, {play: ...}, {queue: ...} or hang_up"),
        (Steps, [{}], "nothing in one step; write each as an item of the list"),
        (Steps, [{"play": "a", "queue": "b"}], "play and queue in one step; write each as an item of the list"),
    ],
)
def test_what_is_no_sound_and_no_step_is_told_what_to_write(kind: Any, value: Any, message: str) -> None:
    """Nothing is guessed."""
    assert complaint(kind, value) == message


def test_empty_lists_are_refused_where_they_mean_nothing() -> None:
    """A flow without steps, a play without sounds."""
    with pytest.raises(ValidationError):
        TypeAdapter(Steps).validate_python([])
    with pytest.raises(ValidationError):
        TypeAdapter(Steps).validate_python([{"play": []}])
