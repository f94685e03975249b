"""Which Host headers are ours."""

import pytest

from acd.web.hosts import Hosts


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080", "10.1.2.3:80", "acd.example"],
)
def test_loopback_addresses_and_configured_names_are_ours(host: str) -> None:
    """With or without a port, in any case."""
    assert Hosts(["ACD.example"]).check([host]) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "",
        " localhost",
        "localhost:8080:1",
        "localhost:x",
        "localhost:\u0661",
        "evil@localhost",
        "localhost/evil",
        "[::1",
        "::1",
        "127.1",
        "0x7f000001",
        "A" * 3000,
    ],
)
def test_other_names_are_not(host: str) -> None:
    """A name that somebody else controls can point here; it gets 421."""
    problem = Hosts(["acd.example"]).check([host])
    assert problem is not None
    assert problem.status == 421


@pytest.mark.parametrize("headers", [[], ["localhost", "localhost"]])
def test_exactly_one_header_is_needed(headers: list[str]) -> None:
    """None, or two that a proxy may read otherwise, is no host."""
    assert Hosts().check(headers) is not None
