"""Brings the accounts of phones and trunks into Asterisk, and takes out those that are not wanted any more.

What an account looks like is not known here: `acd.pbx.endpoints` makes the objects. They are stored by Asterisk
itself and survive its restart, so mostly there is nothing to do.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from acd import logs
from acd.ari.connection import AriLink
from acd.ari.errors import ProvisioningFailed
from acd.ari.requests import Request, delete, get, put

log = logs.get("provision")

TRUNK = "trunk-"
OWNED = ("agent-", "phone-", TRUNK)
"""Endpoints whose names begin like this are ours to remove; others belong to the operator."""

_CLASS = ("asterisk", "config", "dynamic", "res_pjsip")
_TRUE, _FALSE = frozenset({"yes", "true", "on", "1"}), frozenset({"no", "false", "off", "0"})


class AccountObject(Protocol):
    """One object of Asterisk's SIP settings."""

    @property
    def kind(self) -> str:
        """auth, aor, endpoint, identify or registration."""

    @property
    def name(self) -> str:
        """Its id; the identifies of an endpoint are called as the endpoint, with `-1`, `-2` and so on."""

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Attributes and values; what is left out is Asterisk's default."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What had to be done."""

    written: int
    removed: int


class _Endpoint(msgspec.Struct):
    resource: str


class _Field(msgspec.Struct):
    attribute: str
    value: str


class Provisioner:
    """Keeps the accounts in one Asterisk as they are configured."""

    def __init__(self, link: AriLink) -> None:
        self._link = link

    async def push(self, wanted: Sequence[AccountObject]) -> Pushed:
        """Write what differs, in the order given; remove what is ours and not wanted.

        Raises ProvisioningFailed and TransportError; what was done until then stays, and doing it again is safe.
        """
        written = 0
        for account in wanted:
            if await self._differs(account):
                fields = [{"attribute": name, "value": value} for name, value in account.fields]
                await self._do(put(*_CLASS, account.kind, account.name, body={"fields": fields}))
                written += 1
        removed = await self._remove_unwanted({(account.kind, account.name) for account in wanted})
        if written or removed:
            log.info("accounts were brought into Asterisk", action="provisioned", written=written, removed=removed)
        return Pushed(written, removed)

    async def reload_safety_net(self) -> None:
        """Let Asterisk read again who is rung while no controller is there. Raises as `push`."""
        await self._do(put("asterisk", "modules", "app_queue.so"))

    async def reload_music(self) -> None:
        """Let Asterisk read its classes of music again. What is heard goes on. Raises as `push`."""
        await self._do(put("asterisk", "modules", "res_musiconhold.so"))

    async def _differs(self, account: AccountObject) -> bool:
        reply = await self._link.send(get(*_CLASS, account.kind, account.name))
        if not reply.ok:
            return True
        held = {field.attribute: field.value for field in msgspec.json.decode(reply.body, type=list[_Field])}
        return any(not _same(name, value, held.get(name)) for name, value in account.fields)

    async def _remove_unwanted(self, wanted: set[tuple[str, str]]) -> int:
        removed = 0
        reply = await self._link.ask(get("endpoints", "PJSIP"))
        for endpoint in msgspec.json.decode(reply.body, type=list[_Endpoint]):
            name = endpoint.resource
            if not name.startswith(OWNED):
                continue
            await self._remove_identifies(name, wanted)
            await self._remove_registration(name, wanted)
            if ("endpoint", name) not in wanted:
                # first what lets anybody in; last the endpoint: only endpoints are listed, so that a removal which
                # was cut off is found and ended by the next push. Asterisk refuses an endpoint whose auth is gone
                for kind in ("auth", "aor", "endpoint"):
                    await self._do(delete(*_CLASS, kind, name, gone_is_fine=True))
                removed += 1
        return removed

    async def _remove_identifies(self, endpoint: str, wanted: set[tuple[str, str]]) -> None:
        """Remove the addresses after the last wanted one; Asterisk cannot list them, but they are numbered."""
        first = 1
        while ("identify", f"{endpoint}-{first}") in wanted:
            first += 1
        end = first
        while (await self._link.send(get(*_CLASS, "identify", f"{endpoint}-{end}"))).ok:
            end += 1
        # from the last one down: those that a removal leaves when it is cut off still begin at the same number
        for place in reversed(range(first, end)):
            await self._do(delete(*_CLASS, "identify", f"{endpoint}-{place}", gone_is_fine=True))

    async def _remove_registration(self, endpoint: str, wanted: set[tuple[str, str]]) -> None:
        """Let Asterisk take back our registration at a trunk; its login goes after it, as that needs it."""
        if not endpoint.startswith(TRUNK):
            return
        for kind, name in (("registration", endpoint), ("auth", f"{endpoint}_out")):
            if (kind, name) not in wanted and (await self._link.send(get(*_CLASS, kind, name))).ok:
                await self._do(delete(*_CLASS, kind, name, gone_is_fine=True))

    async def _do(self, request: Request) -> None:
        refusal = request.refusal(await self._link.send(request))
        if refusal is not None:
            raise ProvisioningFailed(f"Asterisk did not do {request.method} {request.target}: {refusal.detail}")


def _same(name: str, wanted: str, held: str | None) -> bool:
    """Compare a value with what Asterisk makes of it; a false "no" only costs a needless write."""
    if held is None:
        return False
    if name == "allow":
        return wanted.removeprefix("!all,").split(",") == held.strip("()").split("|")
    if name == "match":
        return _network(wanted) == _network(held)
    for words in (_TRUE, _FALSE):
        if wanted.lower() in words and held.lower() in words:
            return True
    return wanted == held


def _network(text: str) -> object:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return text
