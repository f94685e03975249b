"""Numbers outside, to which the PBX calls by a trunk: each is an endpoint as a phone is. No caller can make one."""

from acd.domain.agents import Endpoint

_BY = "@"


def outside_endpoint(number: str, trunk: Endpoint) -> Endpoint:
    """Return the endpoint of a number behind a trunk: `+15550123@trunk-carrier`."""
    return Endpoint(f"{number}{_BY}{trunk}")


def trunk_to(endpoint: Endpoint) -> Endpoint | None:
    """Return the trunk by which an outside number is called; None for a phone of the PBX."""
    number, by, trunk = endpoint.partition(_BY)
    return Endpoint(trunk) if number and by else None


def is_outside(endpoint: Endpoint) -> bool:
    """Tell whether an endpoint is a number outside."""
    return trunk_to(endpoint) is not None
