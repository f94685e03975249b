"""Numbers outside: what may be called, and as what Asterisk is asked for it."""

import pytest
from pydantic import ValidationError

from acd.configuration.outside import OutsideNumber, trunk_endpoint


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("+1 (555) 012-3456", "+15550123456"),
        ("0151 2345678", "01512345678"),
        (1234, "1234"),
        ("00441632960000", "00441632960000"),
    ],
)
def test_a_number_is_called_without_what_people_put_between_its_digits(written: object, called: str) -> None:
    """By the trunk's account."""
    number = OutsideNumber.model_validate({"number": written, "trunk": "carrier"})
    assert number.endpoint == f"{called}@trunk-carrier"


@pytest.mark.parametrize(
    "written",
    [
        "112",
        "911",
        "+49",
        "+0123456789",
        "1" * 21,
        "sales",
        "1234@evil",
        "1234/x",
        "sip:1234",
        "12,34",
        "*43",
        "",
        "\u0661\u0662\u0663\u0664",
    ],
)
def test_what_is_not_called(written: str) -> None:
    """Emergency numbers, which are short; names, and whatever means something to Asterisk or SIP."""
    with pytest.raises(ValidationError):
        OutsideNumber.model_validate({"number": written, "trunk": "carrier"})


def test_the_account_of_a_trunk() -> None:
    """As in accounts and views."""
    assert trunk_endpoint("carrier") == "trunk-carrier"
