"""Sets busy lamps in Asterisk. Which lamps there are, and which is on, is not known here.

States are kept by Asterisk itself and survive its restart. They are told to phones only: nobody subscribes to device
states over ARI, which could lock Asterisk up (asterisk#2170).
"""

import msgspec

from acd.ari.connection import AriLink
from acd.ari.errors import ProvisioningFailed
from acd.ari.requests import Request, delete, get

RELOAD_WITHIN_S = 120.0
"""0.3 s for 500 agents and 500 queues, half a minute for ten times as many: Asterisk takes the square of them."""
_ON, _OFF = "INUSE", "NOT_INUSE"


class _Device(msgspec.Struct):
    name: str
    state: str


class LampBoard:
    """The lamps of one Asterisk, by the names of their devices."""

    def __init__(self, link: AriLink) -> None:
        self._link = link

    async def held(self, prefix: str) -> dict[str, bool]:
        """Return the lamps that Asterisk knows, and whether each is on. Raises TransportError."""
        reply = await self._link.ask(get("deviceStates"))
        devices = msgspec.json.decode(reply.body, type=list[_Device])
        return {device.name: device.state == _ON for device in devices if device.name.startswith(prefix)}

    async def show(self, device: str, on: bool) -> None:
        """Switch a lamp on every phone that watches it. Raises TransportError and ProvisioningFailed."""
        await self._do(Request("PUT", ("deviceStates", device), {"deviceState": _ON if on else _OFF}))

    async def forget(self, device: str) -> None:
        """Remove a lamp that is not wanted any more. Raises as `show`."""
        await self._do(delete("deviceStates", device, gone_is_fine=True))

    async def reload_hints(self) -> None:
        """Let Asterisk read again which lamps there are; calls are not touched. Raises as `show`."""
        await self._do(Request("PUT", ("asterisk", "modules", "pbx_config.so"), timeout_s=RELOAD_WITHIN_S))

    async def _do(self, request: Request) -> None:
        refusal = request.refusal(await self._link.send(request))
        if refusal is not None:
            raise ProvisioningFailed(f"Asterisk did not do {request.method} {request.target}: {refusal.detail}")
