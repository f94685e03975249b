"""Trunks that cannot call, and numbers that are allowed and refused at once."""

from typing import Any

import pytest

from tests.unit.configuration.test_check import found, warned

TRUNKS = [{"id": "carrier", "password": True}]


def queues(**callback: Any) -> list[dict[str, Any]]:
    """Return a queue that calls back so."""
    return [{"id": "plumbing", "callback": {"trunk": "carrier", **callback}}]


def test_what_fits_together() -> None:
    """Nothing is said of it."""
    assert found(trunks=TRUNKS, queues=queues(allowed=["+4930"], refused=["+4930900"])) == []


def test_a_trunk_that_is_not_there() -> None:
    """With the one that was meant."""
    where = ("queues", 0, "callback", "trunk")
    message = "there is no trunk carier; did you mean carrier?"
    assert (where, message) in found(trunks=TRUNKS, queues=queues(trunk="carier"))


def test_a_trunk_that_takes_no_calls() -> None:
    """Nobody could be called back, and nobody would know why."""
    where = ("queues", 0, "callback", "trunk")
    message = "it is not known where trunk carrier takes calls; write its address as `server: sip.example.com`"
    assert (where, message) in found(trunks=[{"id": "carrier"}], queues=queues())


def test_a_number_that_is_allowed_and_refused() -> None:
    """It would never be called."""
    message = "+4930900 is never called, as +4930 is refused; remove one of the two"
    assert (("queues", 0, "callback", "allowed", 1), message) in found(
        trunks=TRUNKS, queues=queues(allowed=["+4989", "+4930900"], refused=["+4930"])
    )


def test_a_second_attempt_that_never_comes() -> None:
    """A warning, as the first one is made."""
    message = "is not shorter than deadline_s, so that there is never a second attempt"
    where = ("queues", 0, "callback", "retry_after_s")
    assert (where, message) in warned(trunks=TRUNKS, queues=queues(retry_after_s=600, deadline_s=600))
    assert (where, message) not in warned(trunks=TRUNKS, queues=queues(retry_after_s=600, deadline_s=600, attempts=1))
    assert (where, message) in warned(trunks=TRUNKS, queues=queues(retry_after_s=[600, 900], deadline_s=600))


@pytest.mark.parametrize(
    "callback",
    [
        {"allowed": ["+4930", "0033"]},
        {"zone": "Europe/Berlin"},
        {"zone": "Europe/Berlin", "allowed": ["030"]},
    ],
)
def test_hours_where_the_customer_is(callback: dict[str, Any]) -> None:
    """A number tells where it is at home, or the queue does."""
    assert found(trunks=TRUNKS, queues=queues(calling_hours="08:00-21:00", **callback)) == []


@pytest.mark.parametrize("allowed", [None, ["030"], ["+49", "030"]])
def test_hours_where_nobody_knows(allowed: list[str] | None) -> None:
    """A number without a country code does not tell."""
    message = (
        "are by the clock where a number is at home, and one without a country code does not tell where; "
        "add zone, such as Europe/Berlin, or allow numbers with + alone"
    )
    beginnings = {} if allowed is None else {"allowed": allowed}
    where = ("queues", 0, "callback", "calling_hours")
    assert (where, message) in found(trunks=TRUNKS, queues=queues(calling_hours="08:00-21:00", **beginnings))


def test_hours_that_are_none() -> None:
    """They end before they begin."""
    message = "21:00-08:00 end before they begin; use hours within one day, such as 08:00-21:00"
    where = ("queues", 0, "callback", "calling_hours")
    assert (where, message) in found(trunks=TRUNKS, queues=queues(calling_hours="21:00-08:00", zone="Europe/Berlin"))


def test_a_zone_that_there_is_not() -> None:
    """With the one that was meant."""
    message = "there is no time zone Europe/Berlim; did you mean Europe/Berlin?"
    assert (("queues", 0, "callback", "zone"), message) in found(trunks=TRUNKS, queues=queues(zone="Europe/Berlim"))
