"""Accounts in Asterisk: pushed when they change, again until it took them, and again when it was away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from acd import keep_accounts, logs
from acd.ari.provision import AccountObject, Pushed
from acd.credentials import Credentials
from acd.domain.accounts import Accounts, Network, Phone, Register, Trunk
from acd.domain.agents import Endpoint
from acd.domain.errors import TransportError
from acd.keep_accounts import AccountKeeper
from acd.pbx.errors import PlanInvalid
from acd.pbx.plan import PbxPlan
from acd.runtime.tasks import Tasks
from acd.trunk_passwords import TrunkPasswords

ACCOUNTS = Accounts(
    (Phone(Endpoint("agent-alice"), "Alice"),),
    (Trunk(Endpoint("trunk-carrier"), has_password=True, match=(Network("192.0.2.0/24"),)),),
)


class Asterisk:
    """Takes accounts, unless it is away."""

    def __init__(self) -> None:
        self.away = False
        self.pushed: list[list[str]] = []
        self.tried = asyncio.Event()

    async def push(self, wanted: Sequence[AccountObject]) -> Pushed:
        self.tried.set()
        if self.away:
            raise TransportError
        self.pushed.append([f"{account.kind} {account.name}" for account in wanted])
        return Pushed(len(wanted), 0)


@pytest.fixture
async def asterisk() -> Asterisk:
    return Asterisk()


@pytest.fixture
async def keeper(asterisk: Asterisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AccountKeeper]:
    monkeypatch.setattr(keep_accounts, "RETRY_S", 0.01)
    plan = PbxPlan(
        state=tmp_path / "asterisk",
        ari_port=8088,
        ari_password="x" * 20,
        ami_port=5038,
        ami_password="m" * 20,
        agi_port=4573,
    )
    passwords = TrunkPasswords(tmp_path / "secrets", {"ACD_TRUNK_CARRIER_PASSWORD": "s3cret"})
    keeper = AccountKeeper(asterisk, plan, Credentials.load(tmp_path / "secrets"), passwords)
    tasks = Tasks()
    tasks.spawn(keeper.run(), "accounts")
    yield keeper
    await tasks.cancel()


async def up_to_date(keeper: AccountKeeper) -> None:
    async with asyncio.timeout(5):
        await keeper.up_to_date()


async def test_what_is_wanted_is_pushed(keeper: AccountKeeper, asterisk: Asterisk) -> None:
    """Objects come before what points to them."""
    keeper.want(ACCOUNTS)
    await up_to_date(keeper)
    [pushed] = asterisk.pushed
    assert pushed == [
        "auth agent-alice",
        "aor agent-alice",
        "endpoint agent-alice",
        "auth trunk-carrier",
        "aor trunk-carrier",
        "endpoint trunk-carrier",
        "identify trunk-carrier-1",
    ]


async def test_it_is_tried_until_asterisk_is_back(keeper: AccountKeeper, asterisk: Asterisk) -> None:
    """Nothing is lost because the PBX was away when a configuration was applied."""
    asterisk.away = True
    keeper.want(ACCOUNTS)
    await asterisk.tried.wait()
    asterisk.away = False
    await up_to_date(keeper)
    assert len(asterisk.pushed) == 1


async def test_a_check_pushes_again(keeper: AccountKeeper, asterisk: Asterisk) -> None:
    """After a reconnect Asterisk is compared again."""
    keeper.want(ACCOUNTS)
    await up_to_date(keeper)
    keeper.check()
    await up_to_date(keeper)
    assert len(asterisk.pushed) == 2


async def test_a_name_that_asterisk_cannot_carry_changes_nothing(keeper: AccountKeeper, asterisk: Asterisk) -> None:
    """The error comes before anything was written."""
    keeper.want(ACCOUNTS)
    await up_to_date(keeper)
    with pytest.raises(PlanInvalid):
        keeper.want(Accounts((Phone(Endpoint("agent alice"), "Alice"),)))
    keeper.check()
    await up_to_date(keeper)
    assert asterisk.pushed[0] == asterisk.pushed[1]


def registering(name: str) -> Accounts:
    register = Register("sip.example.com", "acct", "example.com", 600)
    return Accounts((), (Trunk(Endpoint(name), has_password=False, register=register),))


async def test_a_registration_is_pushed_with_the_carriers_password(keeper: AccountKeeper, asterisk: Asterisk) -> None:
    """After the endpoint that it names; the login before it, as calls to outside numbers use it too."""
    keeper.want(registering("trunk-carrier"))
    await up_to_date(keeper)
    assert asterisk.pushed == [
        ["aor trunk-carrier", "auth trunk-carrier_out", "endpoint trunk-carrier", "registration trunk-carrier"]
    ]


async def test_without_a_password_all_but_the_registration_works(
    keeper: AccountKeeper, asterisk: Asterisk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log says where to write it."""
    logs.configure("error", "json")
    keeper.want(registering("trunk-other"))
    await up_to_date(keeper)
    assert asterisk.pushed == [["endpoint trunk-other"]]
    assert "trunk-other.password" in capsys.readouterr().err
