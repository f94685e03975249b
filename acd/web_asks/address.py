"""Which addresses may be connected to: a name that leads into our own network must have been meant so.

What is checked is the address that is connected to, so a name whose address changes in between gains nothing.
"""

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from aiohttp.abc import AbstractResolver, ResolveResult

MOST_NAMES: Final = 16
"""Names that are looked for at once."""


class AddressRefused(OSError):
    """A name has no address that may be connected to."""


class OwnThreads(AbstractResolver):
    """Resolves names in threads of its own: a server of names that hangs must not keep other work from its threads."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST_NAMES, "names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name. Raises OSError when there is none."""
        loop = asyncio.get_running_loop()
        asked = partial(socket.getaddrinfo, host, port, family=family, type=socket.SOCK_STREAM)
        found = await loop.run_in_executor(self._threads, asked)
        return [
            ResolveResult(
                hostname=host, host=str(where[0]), port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST
            )
            for kind, _, proto, _, where in found
        ]

    async def close(self) -> None:
        """Let go of the threads; one that hangs is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class PublicResolver(AbstractResolver):
    """Resolves names, and lets only public addresses through."""

    def __init__(self, resolver: AbstractResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return public addresses of a name. Raises OSError, also when there is none."""
        found = [one for one in await self._resolver.resolve(host, port, family) if is_public(one["host"])]
        if not found:
            raise AddressRefused(f"{host} has no public address; write `private: true` if that is meant")
        return found

    async def close(self) -> None:
        """Close what resolves for us."""
        await self._resolver.close()


def refuse_private(host: str) -> None:
    """Refuse an address of our own network that stands in place of a name: no resolver is asked for it.

    Raises AddressRefused.
    """
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return
    if not is_public(host):
        raise AddressRefused(f"{host} is no public address; write `private: true` if that is meant")


def is_public(address: Any) -> bool:
    """Tell whether an address leads to the public internet."""
    try:
        ip = ipaddress.ip_address(str(address).partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)
