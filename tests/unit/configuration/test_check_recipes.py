"""Recipes that lead nowhere, do nothing, or go round in circles."""

from typing import Any

import pytest

from tests.unit.configuration.test_check import found, warned

END = [{"hang_up": True}]


def queues(*recipe: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """Return two queues, of which the first has this recipe."""
    own = {"recipe": list(recipe)} if recipe else {}
    return [{"id": "a", "requires": {"german": 5}, **own, **more}, {"id": "b"}]


@pytest.mark.parametrize(
    ("step", "where", "message"),
    [
        ({"overflow": "c"}, ("overflow",), "there is no queue c; known: a, b"),
        ({"widen": ["b", "bb"]}, ("widen", 1), "there is no queue bb; did you mean b?"),
        ({"widen": ["a"]}, ("widen", 0), "is this queue itself; name another, or remove the step"),
        ({"relax": {"germen": 1}}, ("relax", "germen"), "queue a does not ask for germen; did you mean german?"),
        ({"relax": {"german": 5}}, ("relax", "german"), "the queue asks for 5; use a lower level"),
    ],
)
def test_names_and_levels(step: dict[str, Any], where: tuple[str | int, ...], message: str) -> None:
    """Each must be there, and mean something."""
    assert (("queues", 0, "recipe", 0, *where), message) in found(queues=queues({"after_s": 1, **step}))


def test_others_to_whom_callers_are_given() -> None:
    """A number outside needs a trunk that can call it, a callback a queue that calls back."""
    outside = {"number": "+4930123456", "trunk": "carrier"}
    wrong = found(queues=queues({"outside": outside}, {"after_s": 9, "callback": True}))
    assert (("queues", 0, "recipe", 0, "outside", "trunk"), "there is no trunk carrier; there are none") in wrong
    message = "queue a calls nobody back; write `callback:` in it, with the trunk to call by"
    assert (("queues", 0, "recipe", 1, "callback"), message) in wrong
    trunks = [{"id": "carrier", "password": True}]
    right = queues({"outside": outside}, {"after_s": 9, "callback": True}, callback={"trunk": "carrier"})
    assert found(queues=right, trunks=trunks) == []


def test_what_is_never_reached() -> None:
    """After the caller has left the line; a key need not be pressed."""
    steps = (
        {"after_s": 9, "hang_up": True},
        {"after_s": 10, "announce": "x"},
        {"after_s": 8, "key": "1", "voicemail": True},
    )
    assert (
        ("queues", 0, "recipe", 1),
        "is never reached: the caller leaves the line after 9 s; remove one of the two",
    ) in found(queues=queues(*steps))
    assert found(queues=queues(steps[2], {"after_s": 9, "announce": "x"})) == []


def test_callers_who_go_round_without_end() -> None:
    """A mistake when it takes no time, a warning when they wait in between."""
    at_once = queues({"overflow": "b"})
    back = {"id": "b", "recipe": [{"overflow": "c"}]}
    again = {"id": "c", "when_full": {"callers": 1, "recipe": [{"overflow": "a"}]}}
    message = "callers would go round without end, from a to b to c to a; let one of them keep callers"
    assert (("queues", 0, "recipe", 0, "overflow"), message) in found(queues=[at_once[0], back, again])
    later = {"id": "b", "recipe": [{"after_s": 60, "overflow": "a"}]}
    assert found(queues=[at_once[0], later]) == []
    round_and_round = "callers may go round and round, from b to a to b"
    assert (("queues", 1, "recipe", 0, "overflow"), round_and_round) in warned(queues=[at_once[0], later])


def test_a_special_recipe_that_keeps_callers() -> None:
    """Probably they were not meant to wait on in silence."""
    keeps = "leaves the caller in line; end it with overflow, voicemail or hang_up if that is not meant"
    for recipe in ([{"announce": "x"}], [{"key": "1", "voicemail": True}]):
        assert (("queues", 0, "when_nobody"), keeps) in warned(queues=queues(when_nobody=recipe))
    full = {"callers": 1, "recipe": [{"announce": "x"}]}
    assert (("queues", 0, "when_full", "recipe"), keeps) in warned(queues=queues(when_full=full))
    assert all(text != keeps for _, text in warned(queues=queues(when_nobody=END)))


def test_a_queue_to_which_only_recipes_lead() -> None:
    """Is one that callers reach."""
    assert any(path == ("queues", 1) for path, _ in warned(queues=queues()))
    reached = warned(queues=queues({"after_s": 9, "overflow": "b"}))
    assert not any(path == ("queues", 1) for path, _ in reached)


def test_figures_in_a_language_without_a_voice() -> None:
    """Its callers hear nothing of them; what else is said is not the matter."""
    tenants = [{"id": "p", "name": "P", "numbers": ["100"], "queue": "a", "language": "pl", "whisper": []}]
    message = "there is no voice for pl: recipes do not tell its callers position and wait"
    said = queues({"announce": ["Hold on.", "wait", "position"]})
    assert (("tenants", 0, "language"), message) in warned(tenants=tenants, queues=said)
    silent = queues({"announce": ["Hold on."]})
    assert all(text != message for _, text in warned(tenants=tenants, queues=silent))
