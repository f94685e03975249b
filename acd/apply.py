"""Puts a configuration in force: checks are done, sounds are made, then it is stored, then it is published.

Whatever fails comes before the document is stored: nothing is ever half applied.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from acd.configuration.diff import Change, diff
from acd.configuration.schema import Document
from acd.configuration.source import Loaded
from acd.configuration.to_domain import sources, to_accounts, to_pool
from acd.domain.accounts import Accounts
from acd.domain.pool import Pool
from acd.prompts.store import PromptStore
from acd.storage.settings import SettingsStore


@dataclass(frozen=True, slots=True)
class InForce:
    """A configuration as the engine and the PBX need it."""

    version: int
    document: Document
    pool: Pool
    accounts: Accounts


@dataclass(frozen=True, slots=True)
class Result:
    """What an apply did, or would do."""

    version: int
    """0 before the first configuration was applied."""
    changes: tuple[Change, ...]


Publish = Callable[[InForce], Awaitable[None]]


class Applier:
    """The one way in which a configuration comes into force."""

    def __init__(self, store: SettingsStore, prompts: PromptStore, publish: Publish) -> None:
        self._store = store
        self._prompts = prompts
        self._tell = publish
        self._published: int | None = None
        self._alone = asyncio.Lock()

    async def in_force(self) -> InForce | None:
        """Return what is in force, for the start: a sound that cannot be made again is no reason not to start."""
        newest = await self._store.load()
        if newest is None:
            return None
        version, text = newest
        document = Document.from_canonical(text)
        attempt = await asyncio.to_thread(self._prompts.attempt, sources(document))
        pool = to_pool(document, attempt.prompts.__getitem__)
        return InForce(version.version, document, pool, to_accounts(document))

    async def publish(self, in_force: InForce) -> None:
        """Tell everybody who must know what is in force. Raises what they raise; repeat it then."""
        await self._tell(in_force)
        self._published = in_force.version

    async def apply(self, loaded: Loaded, *, dry_run: bool = False) -> Result:
        """Put a checked configuration in force; with `dry_run` only tell what would change.

        Raises PromptsFailed when a sound cannot be made, and DatabaseUnreachable: nothing has changed then.
        """
        async with self._alone:
            newest = await self._store.load()
            before = Document.from_canonical(newest[1]) if newest else Document()
            version = newest[0].version if newest else 0
            changes = tuple(diff(before, loaded.document))
            # a version that was stored and could not be published is published now
            if dry_run or (newest and not changes and version == self._published):
                return Result(version, changes)
            document = loaded.document
            made = await asyncio.to_thread(self._prompts.ensure, sources(document, loaded.folder))
            pool = to_pool(document, made.__getitem__)
            saved = await self._store.save(document.canonical(), document.digest())
            await self.publish(InForce(saved.version, document, pool, to_accounts(document)))
            return Result(saved.version, changes)
