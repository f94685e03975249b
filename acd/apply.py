"""Puts a configuration in force: checks are done, sounds are made, then it is stored, then it is published.

Whatever fails comes before the document is stored: nothing is ever half applied.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from acd import logs
from acd.clock import Clock
from acd.configuration.diff import Change, diff
from acd.configuration.schema import Document
from acd.configuration.source import Loaded
from acd.configuration.to_domain import sources, to_accounts, to_music, to_pool
from acd.configuration.to_feature_codes import to_feature_codes
from acd.configuration.to_hours import to_hours
from acd.domain.accounts import Accounts
from acd.domain.errors import AcdError
from acd.domain.feature_codes import FeatureCodes
from acd.domain.flows import Prompt
from acd.domain.music import MusicClass
from acd.domain.pool import Pool
from acd.hours.compiler import compile_all
from acd.hours.plan import HoursPlan
from acd.prompts.sources import Source
from acd.prompts.store import PromptStore
from acd.storage.errors import UnknownVersion
from acd.storage.settings import Origin, SettingsStore, Version

log = logs.get("configuration")


@dataclass(frozen=True, slots=True)
class InForce:
    """A configuration as the engine and the PBX need it."""

    version: int
    document: Document
    pool: Pool
    accounts: Accounts
    music: tuple[MusicClass, ...]
    feature_codes: FeatureCodes = field(default_factory=FeatureCodes)
    hours: tuple[HoursPlan, ...] = ()
    """As written; those of the pool are compiled for some weeks."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an apply did, or would do."""

    version: int
    """0 before the first configuration was applied."""
    changes: tuple[Change, ...]


Publish = Callable[[InForce], Awaitable[None]]


class Applier:
    """The one way in which a configuration comes into force."""

    def __init__(
        self, store: SettingsStore, prompts: PromptStore, publish: Publish, clock: Clock | None = None
    ) -> None:
        self._store = store
        self._clock = clock or Clock()
        self._prompts = prompts
        self._tell = publish
        self._published: int | None = None
        self._alone = asyncio.Lock()

    async def in_force(self) -> InForce | None:
        """Return what is in force, for the start: a sound that cannot be made again is no reason not to start.

        Raises AcdError for a document of another release.
        """
        newest = await self._store.load()
        if newest is None:
            return None
        return await self.prepared(newest[0].version, newest[1])

    async def prepared(self, version: int, text: str) -> InForce:
        """Return a stored document as it is in force. Raises AcdError for one of another release."""
        document = _read(version, text)
        attempt = await asyncio.to_thread(self._prompts.attempt, sources(document))
        for failure in attempt.failures:
            log.warning("a sound is missing: nothing is heard in its place", action="sound_missing", sound=failure)
        return await self._in_force(version, document, attempt.prompts)

    async def publish(self, in_force: InForce) -> None:
        """Tell everybody who must know what is in force. Raises what they raise; repeat it then."""
        await self._tell(in_force)
        self._published = in_force.version

    async def catch_up(self) -> None:
        """Publish the newest version unless it is: it came while the database was away. Raises as those two do."""
        async with self._alone:
            newest = await self.in_force()
            if newest is not None and newest.version != self._published:
                await self.publish(newest)

    async def apply(self, loaded: Loaded, name: str | None = None, *, dry_run: bool = False) -> Result:
        """Put a checked configuration in force; `name` is of its file. With `dry_run` only tell what would change.

        Raises PromptsFailed when a sound cannot be made, and DatabaseUnreachable: nothing has changed then.
        """
        async with self._alone:
            return await self._apply(loaded, Origin(name), dry_run=dry_run)

    async def undo(self, version: int | None = None, *, dry_run: bool = False) -> Result:
        """Put an earlier version in force again, as a new version; without a number the one before the present.

        Raises UnknownVersion, and what `apply` raises.
        """
        async with self._alone:
            found = await self._store.find(version) if version is not None else await self._one_before()
            if found is None:
                raise UnknownVersion(
                    "there is no version to go back to"
                    if version is None
                    else f"there is no version {version}: `acd versions` lists them"
                )
            earlier, text = found
            origin = Origin(earlier.file_name, restores=earlier.version)
            return await self._apply(Loaded(_read(earlier.version, text)), origin, dry_run=dry_run)

    async def _apply(self, loaded: Loaded, origin: Origin, *, dry_run: bool) -> Result:
        newest = await self._store.load()
        before = _before(newest)
        version = newest[0].version if newest else 0
        changes = tuple(diff(before, loaded.document))
        if dry_run:
            return Result(version, changes)
        document = loaded.document
        # also when nothing changes: a sound that was lost comes back by applying again
        made = await asyncio.to_thread(self._prompts.ensure, sources(document, loaded.folder))
        # a version that was stored and could not be published is published now
        if newest and not changes and version == self._published:
            return Result(version, changes)
        origin = replace(origin, changes=len(changes))
        saved = await self._store.save(document.canonical(), document.digest(), origin)
        await self.publish(await self._in_force(saved.version, document, made))
        return Result(saved.version, changes)

    async def _in_force(self, version: int, document: Document, sounds: Mapping[Source, Prompt]) -> InForce:
        resolve = sounds.__getitem__
        plans = to_hours(document)
        # off the loop: hundreds of tenants take some tenths of a second
        hours = await asyncio.to_thread(compile_all, plans, self._clock.utc().timestamp())
        pool = replace(to_pool(document, resolve, version), hours=hours)
        music, codes = to_music(document, resolve), to_feature_codes(document, resolve)
        return InForce(version, document, pool, to_accounts(document), music, codes, plans)

    async def _one_before(self) -> tuple[Version, str] | None:
        # a number may be missing: one that was given and rolled back is not given again
        versions = await self._store.versions(limit=2)
        return await self._store.find(versions[1].version) if len(versions) == 2 else None


def _read(version: int, text: str) -> Document:
    try:
        return Document.from_canonical(text)
    except ValidationError as error:  # written by a release that knew other words
        raise AcdError(
            f"version {version} of the configuration does not fit this release: "
            "apply a file that does (`acd apply FILE`), or start the release that wrote it"
        ) from error


def _before(newest: tuple[Version, str] | None) -> Document:
    """What to compare with; nothing is better than no way to apply anything."""
    try:
        return _read(newest[0].version, newest[1]) if newest else Document()
    except AcdError:
        return Document()
