"""Steps as they are written: short and long forms, one deed each, and only exits that the deed has."""

from typing import Any

import pytest

from acd.configuration.steps import DEEDS, EXITS, EXITS_OF, Collect, Flow, Step
from tests.unit.configuration.flow_documents import refusal

MENU = {"say": "Press 1.", "keys": {"1": "desk"}}
COLLECT = {"into": "account", "say": "Your number."}
LINE = {"queue": "support"}


def step(written: Any) -> Step:
    (read,) = Flow.model_validate({"steps": [written]}).steps
    return read


@pytest.mark.parametrize("word", ["answer", "hang_up", "voicemail"])
def test_a_bare_word_is_a_step(word: str) -> None:
    """The same as with true."""
    assert step(word).deed == word and step(word) == step({word: True})


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({"look_up": "crm"}, {"look_up": {"id": "crm"}}),
        ({"webhook": "crm"}, {"webhook": {"id": "crm"}}),
        ({"queue": "support"}, {"queue": {"id": "support"}}),
        ({"callback": "sales"}, {"callback": {"queue": "sales"}}),
        ({"consent": "press"}, {"consent": {"mode": "press"}}),
        ({"play": "Hello."}, {"play": [{"say": "Hello."}]}),
    ],
)
def test_the_short_form_says_the_same(short: dict[str, Any], long: dict[str, Any]) -> None:
    """Of steps with a name and nothing else."""
    assert step(short) == step(long)


def test_flows_and_messages_are_kept_in_one_form() -> None:
    """Digests of stored configurations stay what they were: a list stays a list, a message keeps its form."""
    short = Flow.model_validate({"steps": ["answer", LINE]})
    kept: Any = short.model_dump(exclude_none=True, mode="json")
    assert kept == [{"answer": True}, {"queue": "support"}]
    long = Flow.model_validate({"failed": "desk", "steps": [{"message": {"id": "support", "form": "note"}}]})
    assert long.model_dump(exclude_none=True, mode="json") == {
        "failed": "desk", "steps": [{"message": {"form": "note", "id": "support"}}]
    }  # fmt: skip
    assert Flow.model_validate(long.model_dump(exclude_none=True, mode="json")) == long


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("anser", 'steps.0: "anser" is no step; did you mean answer?'),
        (7, "steps.0: 7 is no step; write answer, {play: ...}, {queue: ...} or hang_up"),
        ({"id": "x"}, "steps.0: nothing in one step; write each as an item of the list"),
        ({"answer": True, "tag": ["a"]}, "steps.0: answer and tag in one step; write each as an item of the list"),
        ({"answer": True, "refused": "x"}, "steps.0: refused is no exit of answer; it has: next, failed"),
        ({"hang_up": True, "next": "x"}, "steps.0: next is no exit of hang_up; it has: none"),
        ({"hang_up": "rude"}, 'steps.0.hang_up: "rude" does not fit; use true, busy, unallocated or no_answer'),
        ({"menu": {**MENU, "tries": 11}}, "steps.0.menu.tries: 11 is too large; use 1 to 10 tries"),
        ({"menu": {**MENU, "timeout_s": 0}}, "steps.0.menu.timeout_s: 0 is too small; use 1 to 60 seconds"),
    ],
)
def test_a_wrong_step_is_told(written: Any, sentence: str) -> None:
    """With what to write instead."""
    assert refusal(Flow, {"steps": [written]}) == sentence


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"fewest": 9, "most": 3}, "fewest (9) is more than most (3); write them the other way round"),
        ({"fewest": 21}, "fewest (21) is more than most (20); write them the other way round"),
        ({"one_of": ["1234"], "most": 3}, '"1234" of one_of can never be typed; use 1 to 3 digits'),
        ({"one_of": ["a"]}, 'one_of.0: "a" does not fit; use digits, in quotes'),
        ({"check": "iban"}, 'check: "iban" does not fit; use any, phone, luhn or date'),
        ({"most": 41}, "most: 41 is too large; use 1 to 40 digits"),
        ({"pause_s": 0.1}, "pause_s: 0.1 is too small; use 0.5 to 20 seconds"),
    ],
)
def test_digits_that_cannot_be_typed_are_told(more: dict[str, Any], sentence: str) -> None:
    """Limits and what is right fit together."""
    assert refusal(Collect, {**COLLECT, **more}) == sentence


WRITTEN: dict[str, Any] = {
    "answer": True,
    "play": "Hello.",
    "menu": MENU,
    "collect": COLLECT,
    "hours": "shop",
    "set": {"city": "Bonn"},
    "tag": ["vip"],
    "branch": [{"caller": "withheld", "go": "desk"}],
    "look_up": "crm",
    "webhook": "crm",
    "queue": "support",
    "message": {"id": "support", "form": "note"},
    "callback": "sales",
    "voicemail": True,
    "transfer": {"number": "+4930123456", "trunk": "carrier"},
    "consent": "announce",
    "hang_up": True,
    "go": "desk",
}


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_has_its_exits_and_no_other(deed: str) -> None:
    """All that are in the table can be written, and none besides."""
    for name in EXITS:
        written = {deed: WRITTEN[deed], name: {"word": "desk"} if name == "exits" else "desk"}
        if name in EXITS_OF[deed]:
            assert step(written).deed == deed
        else:
            assert f"{name} is no exit of {deed}" in refusal(Flow, {"steps": [written]})
