"""Numbers outside as endpoints."""

import pytest

from acd.domain.agents import Endpoint
from acd.domain.outside import is_outside, outside_endpoint, trunk_to

TRUNK = Endpoint("trunk-carrier")


def test_a_number_and_its_trunk() -> None:
    """One text, from which the trunk is read again."""
    outside = outside_endpoint("+15550123", TRUNK)
    assert outside == "+15550123@trunk-carrier"
    assert trunk_to(outside) == TRUNK and is_outside(outside)


@pytest.mark.parametrize("endpoint", ["agent-alice", "phone-front", "trunk-carrier", "", "@trunk-carrier"])
def test_what_is_no_number_outside(endpoint: str) -> None:
    """Phones of the PBX, and trunks themselves."""
    assert trunk_to(Endpoint(endpoint)) is None and not is_outside(Endpoint(endpoint))
