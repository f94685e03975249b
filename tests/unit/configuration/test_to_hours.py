"""Document -> plans of opening hours."""

from datetime import date

from acd.configuration.schema import Document
from acd.configuration.to_hours import to_hours
from acd.domain.hours import HoursId
from acd.hours.plan import HolidayCalendar, HoursPlan, SpecialDay
from tests.unit.configuration.test_check import acme
from tests.unit.configuration.test_check_hours import flow


def test_hours_and_times() -> None:
    """Each time that branches ask for is compiled once, under a name that no hours have."""
    night = {"time": "Mo-Fr 18:00-22:00", "go": "end"}
    hours = {
        "practice": {
            "open": "Mo-Fr 08:00-12:00",
            "holidays": {"country": "DE", "region": "BE", "except": ["Women's Day", "2026-10-03", "05-01"]},
            "days": [
                {"date": "12-24", "open": "08:00-12:00", "name": "Eve"},
                {"from": "2026-12-27", "to": "2026-12-31", "closed": True},
            ],
        },
    }
    flows = flow({"branch": [night, night]}, {"branch": [night]}, {"id": "end", "play": "Hi."})
    document = Document.model_validate({"tenants": [acme(timezone="UTC", hours=hours, flows=flows)]})
    assert list(to_hours(document)) == [
        (
            HoursPlan(
                HoursId("acme/practice"),
                "UTC",
                "Mo-Fr 08:00-12:00",
                HolidayCalendar("DE", "BE", frozenset({"Women's Day"}), frozenset({date(2026, 10, 3), (5, 1)})),
                (
                    SpecialDay((12, 24), (12, 24), "08:00-12:00", "Eve"),
                    SpecialDay(date(2026, 12, 27), date(2026, 12, 31), None),
                ),
            )
        ),
        HoursPlan(HoursId("acme/ Mo-Fr 18:00-22:00"), "UTC", "Mo-Fr 18:00-22:00"),
    ]


def test_no_zone() -> None:
    """There is nothing to compile, as for a tenant without hours."""
    assert to_hours(Document.model_validate({"tenants": [acme()]})) == ()
    assert to_hours(Document.model_validate({"tenants": [acme(hours={"a": {"open": "24/7"}})]})) == ()
