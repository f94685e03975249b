"""Accounts: only differences are written, and only what is ours is removed."""

import contextlib
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from acd.ari.connection import AriLink
from acd.ari.errors import ProvisioningFailed
from acd.ari.provision import Provisioner, Pushed
from acd.domain.errors import TransportError
from tests.unit.ari.peer import Peer, running, says

PREFIX = "asterisk/config/dynamic/res_pjsip/"


@dataclass(frozen=True)
class Account:
    """An object to be pushed."""

    kind: str
    name: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass
class Store(Peer):
    """A peer that keeps objects, and shows values as Asterisk does."""

    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    deletes_until_cut: int | None = None
    """After so many, it does none any more."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/ari/")
        if path == "endpoints/PJSIP":
            names = [key.partition("/")[2] for key in self.objects if key.startswith("endpoint/")]
            return web.json_response([{"technology": "PJSIP", "resource": name} for name in names])
        if not path.startswith(PREFIX):
            return await super().handle(request)
        key = path.removeprefix(PREFIX)
        if request.method != "GET":
            self.writes.append(f"{request.method} {key}")
        return await self._keep(request, key)

    async def _keep(self, request: web.Request, key: str) -> web.Response:
        if request.method == "PUT":
            fields = (await request.json())["fields"]
            self.objects[key] = {each["attribute"]: shown(each["attribute"], each["value"]) for each in fields}
        elif key not in self.objects:
            return web.Response(status=404)
        elif request.method == "DELETE":
            if self.deletes_until_cut is not None:
                self.deletes_until_cut -= 1
                if self.deletes_until_cut < 0:
                    return web.Response(status=500)
            del self.objects[key]
            return web.Response(status=204)
        held = [{"attribute": name, "value": value} for name, value in self.objects[key].items()]
        return web.Response(text=json.dumps([*held, {"attribute": "other", "value": "default"}]))


def shown(name: str, value: str) -> str:
    """As Asterisk 22.10.1 writes a value."""
    if name == "allow":
        return f"({value.removeprefix('!all,').replace(',', '|')})"
    if name == "match":
        return f"{value}/255.255.255.255" if "/" not in value else value.replace("/24", "/255.255.255.0")
    return {"yes": "true", "no": "false"}.get(value, value)


def phone(name: str, password: str = "p") -> list[Account]:
    """What a phone needs."""
    return [
        Account("auth", name, (("auth_type", "digest"), ("password_digest", f"MD5:{password}"))),
        Account("aor", name, (("max_contacts", "1"), ("remove_existing", "yes"))),
        Account("endpoint", name, (("allow", "!all,alaw,ulaw"), ("direct_media", "no"), ("context", "from-agent"))),
    ]


def trunk(name: str, *networks: str) -> list[Account]:
    """What a trunk needs."""
    matches = [
        Account("identify", f"{name}-{place}", (("endpoint", name), ("match", network)))
        for place, network in enumerate(networks, 1)
    ]
    return [Account("endpoint", name, (("context", "from-trunk"),)), *matches]


async def push(store: Store, accounts: list[Account]) -> tuple[Pushed, list[str]]:
    """Push over a real socket; what was done, and what was written."""
    store.writes.clear()
    async with running(store), AriLink(store.settings()) as link:
        pushed = await Provisioner(link).push(accounts)
    return pushed, list(store.writes)


async def test_what_is_new_is_written_in_order() -> None:
    """The password before the endpoint that needs it."""
    pushed, writes = await push(Store(), phone("agent-a"))
    assert pushed == Pushed(3, 0)
    assert writes == ["PUT auth/agent-a", "PUT aor/agent-a", "PUT endpoint/agent-a"]


async def test_what_is_there_is_left_alone() -> None:
    """Although Asterisk shows values in another way than they were written."""
    store = Store()
    accounts = [*phone("agent-a"), *trunk("trunk-a", "192.0.2.1", "198.51.100.0/24")]
    await push(store, accounts)
    assert await push(store, accounts) == (Pushed(0, 0), [])


async def test_only_what_changed_is_written() -> None:
    """A new password touches neither the contact nor the calls of a phone."""
    store = Store()
    await push(store, phone("agent-a"))
    assert await push(store, phone("agent-a", "new")) == (Pushed(1, 0), ["PUT auth/agent-a"])


async def test_what_is_not_wanted_any_more_is_removed() -> None:
    """The password first: nobody can use what is half removed."""
    store = Store()
    await push(store, [*phone("agent-a"), *phone("agent-b")])
    pushed, writes = await push(store, phone("agent-b"))
    assert pushed == Pushed(0, 1)
    assert writes == ["DELETE auth/agent-a", "DELETE aor/agent-a", "DELETE endpoint/agent-a"]
    assert not any("agent-a" in key for key in store.objects)


async def test_addresses_of_a_trunk_that_are_not_wanted_are_removed() -> None:
    """Or callers would still come from there."""
    store = Store()
    await push(store, trunk("trunk-a", "192.0.2.1", "192.0.2.2", "192.0.2.3"))
    await push(store, trunk("trunk-a", "192.0.2.1"))
    assert [key for key in store.objects if key.startswith("identify")] == ["identify/trunk-a-1"]
    await push(store, [])
    assert store.objects == {}


@pytest.mark.parametrize("cut_after", range(7))
async def test_a_removal_that_is_cut_off_is_ended_by_the_next_push(cut_after: int) -> None:
    """Wherever the link is lost: an address or a password that stays would still let callers in."""
    store = Store()
    account = [*phone("trunk-a"), *trunk("trunk-a", "192.0.2.1", "192.0.2.2", "192.0.2.3")[1:]]
    await push(store, account)
    store.deletes_until_cut = cut_after
    with contextlib.suppress(ProvisioningFailed):
        await push(store, [])
    assert len(store.objects) == 6 - cut_after
    store.deletes_until_cut = None
    await push(store, [])
    assert store.objects == {}


async def test_the_operators_own_endpoints_stay() -> None:
    """Whatever is not called like ours."""
    store = Store(objects={"endpoint/reception": {}, "aor/reception": {}})
    assert await push(store, []) == (Pushed(0, 0), [])
    assert "endpoint/reception" in store.objects


async def test_a_refusal_says_which_account_and_no_password() -> None:
    """The operator mends the one value."""
    peer: Any = Peer()
    peer.answers[f"PUT {PREFIX}auth/agent-a"] = says(400, {"message": "Could not update"})
    peer.answers[f"GET {PREFIX}auth/agent-a"] = says(404)
    async with running(peer), AriLink(peer.settings()) as link:
        with pytest.raises(ProvisioningFailed, match="auth/agent-a") as caught:
            await Provisioner(link).push(phone("agent-a", "s3cret"))
    assert "s3cret" not in str(caught.value)


async def test_an_asterisk_that_is_away_is_a_lost_link() -> None:
    """To be done again later."""
    async with running() as peer:
        settings = peer.settings()
    async with AriLink(settings) as link:
        with pytest.raises(TransportError):
            await Provisioner(link).push(phone("agent-a"))


async def test_the_safety_net_is_read_again() -> None:
    """One module is reloaded, nothing else."""
    async with running() as peer, AriLink(peer.settings()) as link:
        await Provisioner(link).reload_safety_net()
        assert peer.log == ["PUT asterisk/modules/app_queue.so"]


async def test_a_registration_that_is_not_wanted_any_more_is_taken_back() -> None:
    """First the registration, then its login; the trunk may stay, or go too."""
    register = [Account("auth", "trunk-a_out"), Account("registration", "trunk-a")]
    store = Store()
    await push(store, [*trunk("trunk-a"), *register])
    assert await push(store, [*trunk("trunk-a"), *register]) == (Pushed(0, 0), [])
    _, writes = await push(store, trunk("trunk-a"))
    assert writes == ["DELETE registration/trunk-a", "DELETE auth/trunk-a_out"]
    await push(store, [*trunk("trunk-a"), *register])
    await push(store, [])
    assert not store.objects


async def test_the_classes_of_music_are_read_again() -> None:
    """One module is reloaded, nothing else."""
    async with running() as peer, AriLink(peer.settings()) as link:
        await Provisioner(link).reload_music()
        assert peer.log == ["PUT asterisk/modules/res_musiconhold.so"]
