"""Who was configured with which skills at a moment, from the configurations that are stored."""

import asyncio

from pydantic import ValidationError

from acd.configuration.schema import Document
from acd.configuration.to_domain import to_pool
from acd.domain.flows import Prompt
from acd.domain.pool import Pool
from acd.explain.moments import day_and_time
from acd.storage.settings import SettingsStore


class Configured:
    """The configurations that one explanation needs, each read once."""

    def __init__(self, settings: SettingsStore) -> None:
        self._settings = settings
        self._pools: dict[int, Pool] = {}
        self.notes: dict[str, None] = {}
        """What limits the answer, each once and in order."""

    async def pool_at(self, at_ms: int) -> Pool:
        """Return what was in force; nobody and nothing where that cannot be told. Raises DatabaseUnreachable."""
        found = await self._settings.in_force_at(at_ms)
        if found is None:
            self._note("No configuration is stored: nobody's skills are known.")
            return Pool()
        version, text = found
        if version.applied_at_ms > at_ms:
            applied = day_and_time(version.applied_at_ms)
            self.notes[f"Skills are those of version {version.version}, applied at {applied}: none before is kept."] = (
                None
            )
        if version.version not in self._pools:
            # a large one takes its time, and calls go on meanwhile
            self._pools[version.version] = await asyncio.to_thread(self._read, version.version, text)
        return self._pools[version.version]

    def _read(self, version: int, text: str) -> Pool:
        try:
            return to_pool(Document.from_canonical(text), lambda _: Prompt(""))  # nobody listens
        except ValidationError:  # written by a release that knew other words
            self._note(f"Version {version} of the configuration is not of this release: its skills are not known.")
            return Pool()

    def _note(self, sentence: str) -> None:
        self.notes[sentence] = None
