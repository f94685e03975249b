"""What the API does with the configuration: reads what is in force, applies a new one, goes back to an earlier one."""

import asyncio

from acd.apply import Applier, Result
from acd.configuration import source
from acd.storage.settings import SettingsStore
from acd.web.sources import Applied, Configuration


class ApiConfiguration:
    """The configuration in the words of the API."""

    def __init__(self, store: SettingsStore, applier: Applier) -> None:
        self._store = store
        self._applier = applier

    async def read(self) -> Configuration | None:
        """Return the newest version. Raises DatabaseUnreachable."""
        newest = await self._store.load()
        return None if newest is None else Configuration(newest[0].version, newest[1])

    async def apply(self, text: str, name: str, dry_run: bool) -> Applied:
        """Put a YAML text in force. Raises ConfigurationError, and what `Applier.apply` raises."""
        # seconds for a file of megabytes: calls go on meanwhile
        loaded = await asyncio.to_thread(source.parse, text.encode(), name)
        return _told(await self._applier.apply(loaded, name, dry_run=dry_run))

    async def undo(self, version: int | None, dry_run: bool) -> Applied:
        """Go back. Raises what `Applier.undo` raises."""
        return _told(await self._applier.undo(version, dry_run=dry_run))


def _told(result: Result) -> Applied:
    return Applied(result.version or None, tuple(str(change) for change in result.changes))
