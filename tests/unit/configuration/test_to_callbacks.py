"""Callbacks as they are written, and as the engine makes them."""

import pytest
from pydantic import ValidationError

from acd.configuration.callbacks import Callbacks
from acd.configuration.schema import Queue
from acd.configuration.to_callbacks import to_callbacks, to_number_zones
from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackOrder, CallbackRules
from acd.domain.zones import NO_ZONES, DailyHours, ZoneName

TRUNK = Endpoint("trunk-carrier")


def test_what_is_not_written_is_as_it_is_without_configuration() -> None:
    """One truth about defaults."""
    assert to_callbacks(Callbacks(trunk="carrier"), TRUNK) == CallbackRules(TRUNK)


def test_everything_that_is_written_counts() -> None:
    """Field by field."""
    written = Callbacks(
        trunk="carrier",
        order="caller_first",
        attempts=2,
        retry_after_s=60,
        deadline_s=900,
        ring_s=20,
        gap_s=3,
        allowed=("+4930",),
        refused=("+4930900",),
    )
    rules = CallbackRules(TRUNK, CallbackOrder.CALLER_FIRST, 2, 60, 900, 20, 3, ("+4930",), ("+4930900",))
    assert to_callbacks(written, TRUNK) == rules


def test_hours_and_pauses_that_grow() -> None:
    """As minutes of the day; the last pause is for all attempts that follow."""
    written = Callbacks(trunk="carrier", retry_after_s=(120, 600.5), calling_hours="08:30-24:00", zone="Europe/Berlin")
    rules = to_callbacks(written, TRUNK)
    assert (rules.calling_hours, rules.zone) == (DailyHours(510, 1440), ZoneName("Europe/Berlin"))
    assert [rules.retry_s(attempt) for attempt in (1, 2, 3)] == [120, 600.5, 600.5]


def test_zones_are_those_of_numbers_that_may_be_called() -> None:
    """Of all numbers, if a queue calls whoever has called."""

    def queue(**callback: object) -> Queue:
        return Queue.model_validate({"id": "sales", "callback": {"trunk": "carrier", **callback}})

    day = {"calling_hours": "08:00-21:00"}
    assert to_number_zones([Queue(id="other"), queue()]) is NO_ZONES
    assert set(to_number_zones([queue(**day, allowed=["+49"])]).prefixes) == {"49"}
    assert len(to_number_zones([queue(**day, allowed=["+49"]), queue(**day)]).prefixes) > 1000


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("retry_after_s", 5, "use 10 to 86400 seconds, or a list of at most 9 such"),
        ("retry_after_s", [], "use 10 to 86400 seconds, or a list of at most 9 such"),
        ("retry_after_s", [5], "use 10 to 86400 seconds, or a list of at most 9 such"),
        ("calling_hours", "8-21", "use hours such as 08:00-21:00, in quotes"),
        ("calling_hours", "08:00-24:30", "use hours such as 08:00-21:00, in quotes"),
    ],
)
def test_what_is_no_time(field: str, value: object, message: str) -> None:
    """It says what to write."""
    with pytest.raises(ValidationError, match=message):
        Callbacks.model_validate({"trunk": "carrier", field: value})
