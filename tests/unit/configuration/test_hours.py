"""Opening hours as they are written: which days and times are any."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from acd.configuration.hours import Holidays, Hours, SpecialDay, as_day, day_or_none
from acd.configuration.source import parse


def wrong(model: type[Any], **fields: Any) -> str:
    """Return what is said of it."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(fields)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "2026-12-24", "open": "08:00-12:00", "name": "Christmas Eve"},
        {"date": "12-24", "open": "08:00 - 12:00, 14:00-24:00"},
        {"date": "02-29", "closed": True},
        {"from": "2026-12-27", "to": "2026-12-31", "closed": True},
        {"from": "12-27", "to": "01-06", "closed": True},
    ],
)
def test_special_days(fields: dict[str, Any]) -> None:
    """They come back as they were written, but for blanks."""
    day = SpecialDay.model_validate(fields)
    dumped = day.model_dump(mode="json", exclude_none=True)
    assert dumped == {name: value.replace(" ", "") if name == "open" else value for name, value in fields.items()}
    assert SpecialDay.model_validate(dumped) == day


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"closed": True}, "says no day or several; write `date`, or `from` and `to`"),
        ({"date": "12-24", "to": "12-26", "closed": True}, "says no day or several; write `date`, or `from` and `to`"),
        ({"from": "12-24", "closed": True}, "has one end only; write `from` and `to`"),
        ({"to": "12-24", "closed": True}, "has one end only; write `from` and `to`"),
        (
            {"from": "12-24", "to": "2026-12-26", "closed": True},
            "is of every year at one end only; write both as in 2026-12-24, or both as in 12-24",
        ),
        (
            {"from": "2026-12-24", "to": "2026-12-23", "closed": True},
            "ends on 2026-12-23, before it begins; change the two",
        ),
        ({"date": "12-24"}, "is either open or closed; write `open` with times, or `closed: true`"),
        (
            {"date": "12-24", "open": "08:00-12:00", "closed": True},
            "is either open or closed; write `open` with times, or `closed: true`",
        ),
        (
            {"date": "2026-02-30", "closed": True},
            '"2026-02-30" is in no calendar; use a date such as 2026-12-24, or 12-24 in quotes for every year',
        ),
        (
            {"date": "24.12.", "closed": True},
            '"24.12." does not fit; use a date such as 2026-12-24, or 12-24 in quotes for every year',
        ),
        (
            {"date": "12-24", "open": "8-12"},
            '"8-12" does not fit; use times of the day in quotes, such as "08:00-12:00,14:00-18:00"',
        ),
        (
            {"date": "12-24", "open": "08:00-08:00"},
            '"08:00-08:00" ends when it begins; for the whole day write 00:00-24:00',
        ),
        ({"date": "12-24", "closed": False}, "false does not fit; use true, or write `open`"),
    ],
)
def test_days_that_are_none(fields: dict[str, Any], message: str) -> None:
    """With the mend."""
    assert wrong(SpecialDay, **fields) == message


def test_days() -> None:
    """Of one year and of every year."""
    assert as_day("12-24") == (12, 24)
    assert str(as_day("2026-12-24")) == "2026-12-24"
    assert day_or_none("Christmas Day") is None
    assert day_or_none("13-01") is None


def test_hours_come_back() -> None:
    """Also with words that Python keeps for itself."""
    fields = {"open": "24/7", "holidays": {"country": "DE", "except": ["03-08"]}, "number": "1"}
    hours = Hours.model_validate({**fields, "open": " 24/7 "})
    assert hours.model_dump(mode="json", exclude_none=True) == fields


def test_a_whole_tenant() -> None:
    """As in the documents; and the text that is stored is read back."""
    loaded = parse(
        b"""
tenants:
  - id: acme
    name: Acme
    numbers: ["+15550100"]
    timezone: Europe/Berlin
    queue: support
    hours:
      practice:
        open: "Mo-Th 08:00-12:00,14:00-18:00; Fr 08:00-13:00"
        holidays: {country: DE, region: BE, except: ["Women's Day"]}
        days:
          - {date: 2026-12-24, open: "08:00-12:00", name: Christmas Eve}
          - {date: "12-24", open: "08:00-12:00"}
          - {from: 2026-12-27, to: 2026-12-31, closed: true, name: Winter break}
        number: "1"
queues:
  - id: support
""",
        "acme.yaml",
    )
    document = loaded.document
    assert type(document).from_canonical(document.canonical()) == document
    assert '"from":"2026-12-27"' in document.canonical()


@pytest.mark.parametrize("model", [Hours, Holidays, SpecialDay])
def test_every_field_is_explained(model: type[BaseModel]) -> None:
    """By the name under which it is written."""
    page = (Path(__file__).parents[3] / "docs/hours.md").read_text()
    for name, field in model.model_fields.items():
        assert re.search(rf"\b{field.alias or name}\b", page), name


def test_the_example_of_the_page_is_right() -> None:
    """Somebody copies it."""
    page = (Path(__file__).parents[3] / "docs/hours.md").read_text()
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert parse(example.encode(), "docs").document.tenants[0].hours is not None
