"""What may be dialled, and the names of attempts."""

import pytest

from acd.domain.agents import Endpoint
from acd.domain.callbacks import CallbackId, CallbackRules, attempt_id, attempt_of

TRUNK = Endpoint("trunk-carrier")
OWN = CallbackRules(TRUNK, refused=("+49900", "0900"))
LISTED = CallbackRules(TRUNK, allowed=("+4930", "030"), refused=("+4930900",))


@pytest.mark.parametrize(
    ("number", "own", "may"),
    [
        ("+49301234567", True, True),
        ("0301234", True, True),
        ("+49301234567", False, False),
        ("+499001234567", True, False),
        ("09001234", True, False),
        ("00499001234567", True, False),
        ("0049301234567", True, True),
        ("112", True, False),
        ("", True, False),
        ("anonymous", True, False),
        ("+49301234567;ext=1", True, False),
        ("+49301234567\n", True, False),
        ("٣٣٣٣٣", True, False),
    ],
)
def test_without_a_list_only_the_caller_s_own_number(number: str, own: bool, may: bool) -> None:
    """If it looks like one, and begins like none that is refused."""
    assert OWN.allow(number, own=own) is may


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize(
    ("number", "may"),
    [
        ("+49301234567", True),
        ("0301234", True),
        ("0049301234567", True),
        ("004930900123", False),
        ("+49891234567", False),
        ("+4930900123", False),
        ("030", False),
    ],
)
def test_with_a_list_what_begins_so(number: str, own: bool, may: bool) -> None:
    """Whoever gave it."""
    assert LISTED.allow(number, own=own) is may


def test_the_name_of_an_attempt_tells_its_callback() -> None:
    """And names of callers' and agents' legs tell none."""
    name = attempt_id(CallbackId("acd-17.2-cb"), 12)
    assert name == "acd-17.2-cb-t12" and attempt_of(name) == ("acd-17.2-cb", 12)
    for other in ("acd-17.2", "acd-17.2-a1", "~acd-17.2-cb-t1-a1", "~acd-17.2-cb-t1~k2-a1", "-t1", "x-t"):
        assert attempt_of(other) is None
