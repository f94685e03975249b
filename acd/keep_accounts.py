"""Keeps phones and trunks in Asterisk as they are configured.

Level-triggered: whatever was missed because Asterisk was away is brought in when it is back.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from acd import logs
from acd.ari.errors import ProvisioningFailed
from acd.ari.provision import AccountObject, Pushed
from acd.credentials import Credentials
from acd.domain.accounts import Accounts, Trunk
from acd.domain.errors import TransportError
from acd.pbx import endpoints
from acd.pbx.endpoints import Registrar, SorceryObject
from acd.pbx.plan import PbxPlan
from acd.trunk_passwords import TrunkPasswords

log = logs.get("accounts")

RETRY_S = 1.0


class Provisioner(Protocol):
    """What brings accounts into Asterisk: `acd.ari.provision`."""

    async def push(self, wanted: Sequence[AccountObject]) -> Pushed:
        """Make Asterisk have these. Raises TransportError and ProvisioningFailed."""


class AccountKeeper:
    """Pushes the accounts whenever they changed, until Asterisk has them."""

    def __init__(
        self, provisioner: Provisioner, plan: PbxPlan, credentials: Credentials, passwords: TrunkPasswords
    ) -> None:
        self._provisioner = provisioner
        self._plan = plan
        self._credentials = credentials
        self._passwords = passwords
        self._wanted = Accounts()
        self._due = asyncio.Event()
        self._done = asyncio.Event()

    def want(self, accounts: Accounts) -> None:
        """Say what Asterisk should have. Raises PlanInvalid for a name that it cannot carry; nothing changes then."""
        self._objects(accounts)
        self._wanted = accounts
        self.check()

    def check(self) -> None:
        """Look again, for example because Asterisk was away."""
        self._done.clear()
        self._due.set()

    async def up_to_date(self) -> None:
        """Wait until Asterisk has what is wanted."""
        await self._done.wait()

    async def run(self) -> None:
        """Push until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self._provisioner.push(self._objects(self._wanted))
            except (TransportError, ProvisioningFailed) as error:
                log.warning("Asterisk did not take the accounts yet", action="provision_retry", why=str(error))
                await asyncio.sleep(RETRY_S)
                self._due.set()
                continue
            if not self._due.is_set():
                self._done.set()

    def _objects(self, accounts: Accounts) -> list[SorceryObject]:
        objects: list[SorceryObject] = []
        for phone in accounts.phones:
            password = self._credentials.sip_password(phone.endpoint)
            objects += endpoints.phone(self._plan, phone.endpoint, password)
        for trunk in accounts.trunks:
            secret = self._credentials.sip_password(trunk.endpoint) if trunk.has_password else None
            registrar = self._registrar(trunk)
            objects += endpoints.trunk(self._plan, trunk.endpoint, trunk.match, secret, registrar, trunk.server)
        return objects

    def _registrar(self, trunk: Trunk) -> Registrar | None:
        """Return where we register. Without a password nothing stops: callers by its addresses still come."""
        at = trunk.register
        if at is None:
            return None

        def complain(mend: str) -> None:
            log.error("a trunk cannot be registered", action="trunk_password", trunk=trunk.endpoint, mend=mend)

        password = self._passwords.of(trunk.endpoint, complain)
        return None if password is None else Registrar(at.server, at.user, at.domain, at.expiry_s, password)
