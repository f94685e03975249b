"""What the command line does with the database itself, while no controller runs or beside one."""

import contextlib
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from rich.cells import cell_len, set_cell_size
from rich.console import Console

from acd.apply import Applier, InForce, Result
from acd.client import shapes
from acd.clock import Clock
from acd.config import Settings
from acd.configuration.schema import Document
from acd.configuration.shelf import Known
from acd.configuration.source import Loaded
from acd.configuration.to_domain import sources, to_accounts
from acd.credentials import Credentials
from acd.domain.accounts import Accounts, Phone
from acd.domain.calls import CallId
from acd.domain.errors import AcdError
from acd.domain.pool import Pool
from acd.explain.answer import WHERE_CALLS_ARE, Explanation
from acd.explain.explainer import Explainer
from acd.prompts.store import PromptStore
from acd.prompts.voices import shipped_voices
from acd.storage import migrate
from acd.storage.database import Database
from acd.storage.settings import SettingsStore, Version


async def apply(settings: Settings, loaded: Loaded, name: str | None = None, *, dry_run: bool) -> Result:
    """Put a configuration in force for the next start. Raises AcdError."""
    async with _store(settings) as store:
        return await _applier(settings, store).apply(loaded, name, dry_run=dry_run)


async def undo(settings: Settings, version: int | None, *, dry_run: bool) -> Result:
    """Put an earlier version in force for the next start. Raises AcdError."""
    async with _store(settings) as store:
        return await _applier(settings, store).undo(version, dry_run=dry_run)


async def versions(settings: Settings, limit: int) -> tuple[Version, ...]:
    """Return what was applied, the newest first. Raises AcdError."""
    async with _store(settings) as store:
        return await store.versions(limit)


async def explain(settings: Settings, call_id: str, *, everybody: bool) -> Explanation:
    """Return why a call went to whom it went, as far as it is stored. Raises AcdError, also for an unknown call."""
    await migrate.upgrade(settings.database_url)
    clock = Clock()
    database = Database(settings.database_url)
    try:
        explainer = Explainer(database, SettingsStore(database, clock), clock)
        found = await explainer.explain(CallId(call_id), everybody)
    finally:
        await database.close()
    if found is None:
        raise AcdError(f"There is no call {call_id} in the database: {WHERE_CALLS_ARE}")
    return found


def told(one: Version) -> shapes.Version:
    """Return a version as a controller would have told it."""
    applied_at = datetime.fromtimestamp(one.applied_at_ms / 1000, UTC)
    return shapes.Version(one.version, applied_at, one.file_name, one.changes, one.restores)


def take_in(settings: Settings, loaded: Loaded) -> None:
    """Bring recordings that a configuration names into the state folder, where a controller finds them.

    Raises AcdError for one that cannot be used.
    """
    store = PromptStore(settings.var / "prompts", shipped_voices(settings.voices))
    store.take_in(sources(loaded.document, loaded.folder))


def known(settings: Settings) -> Known:
    """Tell which recordings are in the state folder."""
    return PromptStore(settings.var / "prompts", shipped_voices(settings.voices)).holds


@contextlib.asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[SettingsStore]:
    await migrate.upgrade(settings.database_url)
    database = Database(settings.database_url)
    try:
        yield SettingsStore(database, Clock())
    finally:
        await database.close()


def _applier(settings: Settings, store: SettingsStore) -> Applier:
    return Applier(store, PromptStore(settings.var / "prompts", shipped_voices(settings.voices)), _nobody)


async def _nobody(in_force: InForce) -> None:
    """Nobody runs who must be told."""


async def accounts(settings: Settings) -> Accounts:
    """Return the accounts of the configuration in force. Raises AcdError when there is none."""
    async with _store(settings) as store:
        newest = await store.load()
    if newest is None:
        raise AcdError("no configuration was applied yet: `acd apply FILE`, or start once with `make run`")
    return to_accounts(Document.from_canonical(newest[1]))


def print_accounts(settings: Settings, accounts: Accounts, console: Console, pool: Pool | None = None) -> None:
    """Print softphone accounts with their passwords, and the numbers to dial."""
    credentials = Credentials.load(settings.var / "secrets")
    host = settings.external_address or _reachable(settings.sip_host)
    server = f"{host}:{settings.sip_port}"
    rows = [("", "SIP server", "user name", "password")]
    for trunk in accounts.trunks:
        if trunk.has_password:
            rows.append(("calls in", server, trunk.endpoint, credentials.sip_password(trunk.endpoint)))
    for phone in accounts.phones:
        rows.append((f"{_owner(phone)} {phone.name}", server, phone.endpoint, credentials.sip_password(phone.endpoint)))
    # no table of rich: in a narrow terminal, and where there is none, it would cut passwords off
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line = "  ".join(set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True))
        console.print(line.rstrip(), markup=False, soft_wrap=True)
    for phone in accounts.phones:
        if phone.number is not None and phone.agent_id is not None:
            pin = credentials.pin(phone.agent_id)
            console.print(f"sign-in code: {phone.name}  number {phone.number}  PIN {pin}", markup=False, soft_wrap=True)
    if pool is not None:
        numbers = ", ".join(f"{entry.number} ({entry.tenant_id})" for entry in pool.entries.values())
        console.print(f"  dial     {numbers}", markup=False, soft_wrap=True)
    else:
        console.print(f"API token  {credentials.api_token()}", markup=False)


def _owner(phone: Phone) -> str:
    return "phone" if phone.agent_id is None else "agent"


def _reachable(host: str) -> str:
    """Return what a phone on another machine can send to; 0.0.0.0 is no address to send to."""
    if host != "0.0.0.0":
        return host
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        try:
            # nothing is sent: the kernel only looks up by which address it would leave
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"  # no network
        return str(probe.getsockname()[0])
