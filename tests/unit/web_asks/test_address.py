"""Which addresses may be connected to."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from acd.web_asks.address import AddressRefused, OwnThreads, PublicResolver, is_public, refuse_private


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("::1", False),
        ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False), ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False), ("224.0.0.1", False), ("no address", False),
    ],
)  # fmt: skip
def test_public_or_not(address: str, public: bool) -> None:
    """As the registries of IANA say, also of addresses within addresses."""
    assert is_public(address) is public


class Told(AbstractResolver):
    """Says what it was told to say."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.closed = False

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return what it was told."""
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0) for one in self.addresses
        ]

    async def close(self) -> None:
        """Note it."""
        self.closed = True


async def test_of_several_addresses_the_public_ones_count() -> None:
    """A name with none is refused; and what resolves is closed in the end."""
    told = Told("10.0.0.1", "93.184.216.34")
    resolver = PublicResolver(told)
    assert [one["host"] for one in await resolver.resolve("x", 443)] == ["93.184.216.34"]
    told.addresses = ("10.0.0.1",)
    with pytest.raises(AddressRefused, match="private: true"):
        await resolver.resolve("x", 443)
    await resolver.close()
    assert told.closed


def test_an_address_in_place_of_a_name_is_looked_at_too() -> None:
    """No resolver is asked for it."""
    for host in ("example.com", "93.184.216.34", ""):
        refuse_private(host)
    for host in ("127.0.0.1", "::1", "fe80::1%eth0"):
        with pytest.raises(AddressRefused, match="private: true"):
            refuse_private(host)


async def test_names_are_looked_for_in_threads_of_our_own() -> None:
    """And a name that does not exist is an error like any other."""
    resolver = OwnThreads()
    assert "127.0.0.1" in {one["host"] for one in await resolver.resolve("localhost", 80)}
    with pytest.raises(OSError, match=r"."):
        await resolver.resolve("no-such-host.invalid", 80)
    await resolver.close()
