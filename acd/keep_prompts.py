"""Looks after the sounds that are in use: one whose file is gone is made again, and told if it cannot be.

Asterisk finds out only when somebody should hear it. Until it is back, callers hear another sound (see
`acd/engine/lost_sounds.py`).
"""

import asyncio
from collections.abc import Mapping

from acd import logs
from acd.configuration.schema import Document
from acd.configuration.to_domain import sources
from acd.prompts.sources import Source
from acd.prompts.store import Attempt, PromptStore

log = logs.get("prompts")

LOOK_EVERY_S = 10.0


class PromptKeeper:
    """Looks at the disk now and then, never on the way of a call."""

    def __init__(self, store: PromptStore) -> None:
        self._store = store
        self._document: Document | None = None
        self._wanted: Mapping[Source, str] = {}
        self._told: frozenset[str] = frozenset()
        """What could not be made at the last look, and was told."""
        self.missing = 0
        """Sounds in use that are not there, as of the last look."""

    def want(self, document: Document) -> None:
        """Look after the sounds of this configuration from now on."""
        self._document = document

    async def run(self) -> None:
        """Look after the sounds until cancelled."""
        while True:
            await self._look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        document, self._document = self._document, None
        if document is not None:
            self._wanted = await asyncio.to_thread(sources, document)
        try:
            gone = await asyncio.to_thread(self._store.missing, self._wanted)
            attempt = await asyncio.to_thread(self._store.attempt, gone)
            left = await asyncio.to_thread(self._store.missing, gone)
        except OSError as error:
            log.warning("the sounds cannot be looked at", action="sounds_unknown", why=str(error))
            return
        self.missing = len(left)
        self._tell(gone, left, attempt)

    def _tell(self, gone: Mapping[Source, str], left: Mapping[Source, str], attempt: Attempt) -> None:
        """Say once what is missing, and once that it is back."""
        for source, place in gone.items():
            if source not in left:
                file = f"{attempt.prompts[source]}.wav"
                log.warning(
                    "a sound was missing and was made again", action="sound_made_again", used_by=place, file=file
                )
        for failure in attempt.failures:
            if failure in self._told:
                continue
            log.warning(
                "a sound is missing and cannot be made again: another one is heard in its place; apply the "
                "configuration again, from its file",
                action="sound_missing",
                sound=failure,
            )
        back = self._told - set(attempt.failures)
        if back:
            log.info("sounds that were missing are back", action="sounds_back", sounds=len(back))
        self._told = frozenset(attempt.failures)
