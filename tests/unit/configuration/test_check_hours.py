"""Zones, countries and hours that there are not, and hours that are never open."""

from typing import Any

import pytest

from tests.unit.configuration.test_check import acme, found, warned

PATH = ("tenants", 0)


def of(**fields: Any) -> dict[str, Any]:
    """Return sections with a tenant."""
    return {"tenants": [acme(numbers=[], **fields)]}


def practice(**fields: Any) -> dict[str, Any]:
    """Return sections with hours of a tenant."""
    return of(timezone="Europe/Berlin", hours={"practice": {"open": "Mo-Fr 08:00-12:00", **fields}})


def flow(*steps: Any) -> dict[str, Any]:
    """Return flows of a tenant."""
    return {"main": {"steps": ["answer", *steps, "hang_up"]}}


def test_what_fits_together() -> None:
    """Nothing is said of it."""
    sections = practice(
        holidays={"country": "DE", "region": "BE", "except": ["Women's Day", "10-03"]},
        days=[{"date": "12-24", "closed": True}],
        number="1",
    )
    assert found(**sections) == []


def test_a_zone_that_there_is_not() -> None:
    """With the one that was meant."""
    message = "there is no time zone Europe/Berlim; did you mean Europe/Berlin?"
    assert found(**of(timezone="Europe/Berlim")) == [((*PATH, "timezone"), message)]


def test_no_zone() -> None:
    """Nobody knows when eight o'clock is."""
    message = "are by clocks of no known place; write the tenant's timezone, such as Europe/Berlin"
    sections = of(hours={"practice": {"open": "24/7"}})
    assert found(**sections) == [((*PATH, "hours"), message)]


def test_a_time_without_zone() -> None:
    """The same for a branch."""
    flows = flow({"branch": [{"time": "Mo-Fr 18:00-22:00", "go": "end"}]}, {"id": "end", "play": "Hi."})
    where = (*PATH, "flows", "main", "steps", 1, "branch", 0, "time")
    message = "is by clocks of no known place; write the tenant's timezone, such as Europe/Berlin"
    assert (where, message) in found(**of(flows=flows))


def test_a_time_that_is_not_understood() -> None:
    """With the place in it."""
    flows = flow({"branch": [{"time": "Mo-Fr 6pm", "go": "end"}]}, {"id": "end", "play": "Hi."})
    where = (*PATH, "flows", "main", "steps", 1, "branch", 0, "time")
    findings = found(**of(timezone="UTC", flows=flows))
    assert [(path, message[:32]) for path, message in findings] == [(where, "is not understood from '6pm' on;")]


def test_an_expression_that_is_refused() -> None:
    """With the reason."""
    message = "has sunset, but no place is known here; write a time"
    assert found(**practice(open="08:00-sunset")) == [((*PATH, "hours", "practice", "open"), message)]


def test_hours_that_are_never_open() -> None:
    """A warning, unless there are days that are open."""
    where = (*PATH, "hours", "practice", "open")
    assert (where, "is never open; write times") in warned(**practice(open="off"))
    sections = practice(open="off", days=[{"date": "12-24", "open": "08:00-12:00"}])
    assert (where, "is never open; write times") not in warned(**sections)


@pytest.mark.parametrize(
    ("holidays", "where", "message"),
    [
        ({"country": "DF"}, ("country",), "there are no holidays of DF; did you mean TF?"),
        ({"country": "DE", "region": "BX"}, ("region",), "DE has no region BX; did you mean BY?"),
        (
            {"country": "DE", "region": "BE", "except": ["03-08", "Womens Day"]},
            ("except", 1),
            "there is no holiday Womens Day there; did you mean Women's Day?",
        ),
    ],
)
def test_holidays_that_there_are_not(holidays: dict[str, Any], where: tuple[Any, ...], message: str) -> None:
    """With what was probably meant."""
    paths = [(path, text.split(";")[0]) for path, text in found(**practice(holidays=holidays))]
    assert paths == [((*PATH, "hours", "practice", "holidays", *where), message.split(";")[0])]


def test_days_that_are_written_twice() -> None:
    """The second would never count."""
    days = [{"date": "12-24", "closed": True}, {"from": "12-24", "to": "12-24", "open": "08:00-09:00"}]
    message = "is for the same days as days[0]; keep one of them"
    assert found(**practice(days=days)) == [((*PATH, "hours", "practice", "days", 1), message)]


def test_numbers_that_are_given_twice() -> None:
    """Over all tenants: agents dial them for any."""
    one = acme(numbers=[], timezone="UTC", hours={"day": {"open": "24/7", "number": "1"}, "night": {"open": "24/7"}})
    other = {**one, "id": "globex"}
    message = "1 is the number of hours acme/day too; choose another"
    assert found(tenants=[one, other]) == [(("tenants", 1, "hours", "day", "number"), message)]


def test_hours_that_nobody_wrote() -> None:
    """Of a step, and of a branch."""
    flows = flow(
        {"hours": "practise", "closed": "end"},
        {"branch": [{"hours": "night", "go": "end"}]},
        {"id": "end", "play": "Hi."},
    )
    sections = of(timezone="UTC", flows=flows, hours={"practice": {"open": "24/7"}})
    steps = (*PATH, "flows", "main", "steps")
    findings = found(**sections)
    assert ((*steps, 1, "hours"), "tenant acme has no hours practise; did you mean practice?") in findings
    message = "tenant acme has no hours night; known: practice"
    assert ((*steps, 2, "branch", 0, "hours"), message) in findings


def test_a_number_that_nobody_dials() -> None:
    """Without the code, or without a supervisor."""
    where = (*PATH, "hours", "practice", "number")
    sections = practice(number="1")
    message = "nobody can dial it: there is no feature code for hours; write feature_codes"
    assert (where, message) in warned(**sections)
    message = "nobody may dial it: no agent has supervisor: true"
    assert (where, message) in warned(**sections, feature_codes={})
    alice = {"id": "alice", "name": "Alice", "supervisor": True}
    assert (where, message) not in warned(**sections, feature_codes={}, agents=[alice])
