"""Every sound of a step is found, with its place."""

from typing import Any

import pytest

from acd.configuration.step_sounds import sounds_of_step
from acd.configuration.steps import Step
from tests.unit.configuration.flow_documents import tenant


def sounds(written: Any) -> list[tuple[str, str | None]]:
    (step,) = tenant([written]).flows["main"].steps
    return [(".".join(map(str, path)), prompt.say) for path, prompt in sounds_of_step(step)]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("answer", []),
        ("voicemail", []),
        ({"play": ["one", "two"]}, [("play.0", "one"), ("play.1", "two")]),
        ({"voicemail": "speak"}, [("voicemail.0", "speak")]),
        ({"queue": {"id": "support", "whisper": "hush"}}, [("queue.whisper.0", "hush")]),
        ({"message": {"id": "support", "form": "note", "whisper": "hush"}}, [("message.whisper.0", "hush")]),
        (
            {"menu": {"say": "one", "again": ["two", "three"], "keys": {"1": "x"}}},
            [("menu.say.0", "one"), ("menu.again.0", "two"), ("menu.again.1", "three")],
        ),
        (
            {"collect": {"into": "a", "say": "one", "again": "two"}},
            [("collect.say.0", "one"), ("collect.again.0", "two")],
        ),
        ({"look_up": {"id": "crm", "say": "one"}}, [("look_up.say.0", "one")]),
        (
            {"callback": {"queue": "sales", "say": "one", "again": "two"}},
            [("callback.say.0", "one"), ("callback.again.0", "two")],
        ),
        (
            {"transfer": {"number": "+4930123456", "trunk": "carrier", "say": "one"}},
            [("transfer.say.0", "one")],
        ),
        (
            {"consent": {"mode": "press", "say": "one", "again": "two"}},
            [("consent.say.0", "one"), ("consent.again.0", "two")],
        ),
    ],
)
def test_sounds_are_found(written: Any, found: list[tuple[str, str]]) -> None:
    """In the order in which they are written."""
    assert sounds(written) == found


def test_no_kind_of_sound_was_forgotten() -> None:
    """Whatever part of a step has sounds by its type is looked at."""
    schema = Step.model_json_schema()
    with_sounds = {
        name
        for name, part in schema["$defs"].items()
        for field in part.get("properties", {})
        if field in ("say", "again", "whisper") and name not in ("Prompt",)
    }
    assert with_sounds <= {"Menu", "Collect", "LookUp", "Callback", "Transfer", "Consent", "Line", "Message", "Prompt"}
    assert len(with_sounds) >= 8
