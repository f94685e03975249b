"""Accounts in a real Asterisk: pushing twice changes nothing, and what is not wanted is gone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.ari.connection import AriLink, LinkSettings
from acd.ari.provision import Provisioner, Pushed
from acd.ari.requests import get
from acd.pbx.endpoints import phone, trunk
from tests.fixtures.pbx import RunningPbx, running_pbx

pytestmark = pytest.mark.live


@pytest.fixture
async def pbx(tmp_path: Path) -> AsyncIterator[RunningPbx]:
    """An Asterisk without accounts."""
    async with running_pbx(tmp_path) as running:
        yield running


async def test_accounts_come_and_go(pbx: RunningPbx) -> None:
    """One Asterisk through all of it, as it happens when the configuration changes."""
    plan = pbx.plan
    alice, bob = phone(plan, "agent-alice", "p" * 20), phone(plan, "agent-bob", "p" * 20)
    carrier = trunk(plan, "trunk-a", ["192.0.2.1", "198.51.100.0/24"])
    url = f"http://127.0.0.1:{plan.ari_port}/ari"
    async with AriLink(LinkSettings(url, plan.ari_user, plan.ari_password)) as link:
        provisioner = Provisioner(link)

        assert await provisioner.push([*alice, *bob, *carrier]) == Pushed(9, 0)
        # Asterisk shows values in another way than they were written: nothing may be written for that
        assert await provisioner.push([*alice, *bob, *carrier]) == Pushed(0, 0)
        # a new password is one object
        new = phone(plan, "agent-bob", "q" * 20)
        assert await provisioner.push([*alice, *new, *carrier]) == Pushed(1, 0)
        # one agent and one address less
        assert await provisioner.push([*new, *carrier[:-1]]) == Pushed(0, 1)

        async def there(kind: str, name: str) -> bool:
            return (await link.send(get("asterisk", "config", "dynamic", "res_pjsip", kind, name))).ok

        for kind in ("auth", "aor", "endpoint"):
            assert not await there(kind, "agent-alice")
            assert await there(kind, "agent-bob")
        assert await there("identify", "trunk-a-1")
        assert not await there("identify", "trunk-a-2")
        await provisioner.reload_safety_net()
