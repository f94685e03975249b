"""Numbers outside: trunks that cannot call them, and numbers that come back to us."""

from typing import Any

import pytest

from tests.unit.configuration.test_check import ALICE, acme, found

PLACE = ("agents", 0, "outside")
CALLS = {"id": "carrier", "registration": {"server": "sip.example.com", "user": "u"}}


def away(number: str = "+15550123456", trunk: str = "carrier", **agent: Any) -> dict[str, Any]:
    """Alice at a number outside."""
    return ALICE | {"outside": {"number": number, "trunk": trunk}} | agent


@pytest.mark.parametrize(
    "trunk",
    [
        CALLS,
        {"id": "carrier", "password": True},
        {"id": "carrier", "match": ["192.0.2.7"]},
        {"id": "carrier", "match": ["192.0.2.0/24"], "server": "sip.example.com:5070"},
        {"id": "carrier", "server": "192.0.2.1", "match": ["192.0.2.7", "192.0.2.8"]},
    ],
)
def test_trunks_that_can_call(trunk: dict[str, Any]) -> None:
    """It is known where they take calls."""
    assert found(agents=[away()], trunks=[trunk]) == []


@pytest.mark.parametrize("match", [["192.0.2.0/24"], ["192.0.2.7", "192.0.2.8"]])
def test_a_trunk_of_which_it_is_not_known_where_it_takes_calls(match: list[str]) -> None:
    """The mend is named."""
    message = "it is not known where trunk carrier takes calls; write its address as `server: sip.example.com`"
    assert found(agents=[away()], trunks=[{"id": "carrier", "match": match}]) == [((*PLACE, "trunk"), message)]


def test_a_trunk_that_is_not_there() -> None:
    """Another one is near."""
    message = "there is no trunk carier; did you mean carrier?"
    assert found(agents=[away(trunk="carier")], trunks=[CALLS]) == [((*PLACE, "trunk"), message)]


def test_a_trunk_that_logs_in_says_itself_where_it_is() -> None:
    """Two places would be one too many."""
    trunk = {"id": "carrier", "password": True, "server": "sip.example.com"}
    message = "calls go to where it registered when it logs in; remove one of server and `password: true`"
    assert found(trunks=[trunk]) == [(("trunks", 0, "server"), message)]


def test_a_number_of_ours() -> None:
    """Each call to the agent would be a new caller."""
    message = "+15550100 is a number of tenant acme: the call would come back to us; choose another"
    made = found(agents=[away("+1 555 0100")], trunks=[CALLS], tenants=[acme(queue="q")], queues=[{"id": "q"}])
    assert made == [((*PLACE, "number"), message)]


def test_a_number_that_two_have() -> None:
    """One of them would take the other's place; by another trunk it is another one."""
    bob = away(id="bob")
    message = "+15550123456 is the outside number of alice too; choose another"
    assert found(agents=[away(), bob], trunks=[CALLS]) == [(("agents", 1, "outside", "number"), message)]
    other = {"id": "other", "password": True}
    assert found(agents=[away(), away(trunk="other", id="bob")], trunks=[CALLS, other]) == []
