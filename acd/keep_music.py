"""Keeps Asterisk's classes of music as the configuration wants them, as far as their files are there.

Asks the disk now and then: Asterisk itself finds out that a file is gone only when somebody should hear it, and is
silent then. A class that has lost all its files is taken out, and its callers hear the default music: those who come,
and those who wait with it already, who are put into another room for that.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from acd import logs
from acd.ari.errors import ProvisioningFailed
from acd.domain.errors import TransportError
from acd.domain.events import Event, MusicGone
from acd.domain.music import MusicClass
from acd.pbx.errors import PbxError
from acd.pbx.music import write_music
from acd.pbx.plan import PbxPlan

log = logs.get("music")

LOOK_EVERY_S = 10.0
RETRY_S = 1.0
READ_WITHIN_S = 2.0
"""How long an apply waits for Asterisk: new callers may need a new class at once."""


class Reloader(Protocol):
    """What makes Asterisk read its classes again: `acd.ari.provision`."""

    async def reload_music(self) -> None:
        """What is heard goes on. Raises TransportError and ProvisioningFailed."""


class MusicKeeper:
    """Writes the classes of music, and lets Asterisk read them; never on the way of a call."""

    def __init__(self, reloader: Reloader, plan: PbxPlan, submit: Callable[[Event], None]) -> None:
        """`submit` is told of classes that lost all their files, when Asterisk knows it."""
        self._reloader = reloader
        self._plan = plan
        self._submit = submit
        self._gone: frozenset[str] = frozenset()
        """Classes without any file, as of the last look."""
        self._gone_told: frozenset[str] = frozenset()
        self._wanted: Sequence[MusicClass] = ()
        self._missing: frozenset[str] = frozenset()
        """Files that were found missing, and told."""
        self._due = asyncio.Event()
        self._read = asyncio.Event()
        """Asterisk has read what was written last."""
        self._running = False
        self.reads = 0
        """How often Asterisk has read its classes."""

    async def want(self, classes: Sequence[MusicClass]) -> None:
        """Bring classes into Asterisk; returns when it knows them, or after READ_WITHIN_S. Never raises."""
        self._wanted = classes
        if not self._running:
            # Asterisk may not be started yet: it shall find them in its settings
            with contextlib.suppress(_NotDone):
                await self._write()
            return
        self._read.clear()
        self._due.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READ_WITHIN_S):
                await self._read.wait()

    def reread(self) -> None:
        """Let Asterisk read its classes again, because it was away."""
        self._read.clear()
        self._due.set()

    async def run(self) -> None:
        """Look after the classes until cancelled."""
        self._running = True
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._due.wait()
                await self._look()
        finally:
            self._running = False

    async def _look(self) -> None:
        self._due.clear()
        unread = not self._read.is_set()
        try:
            if await self._write() or unread:
                self._read.clear()
                await self._reload()
                self.reads += 1
                self._tell_gone()
                # what was wanted meanwhile is not read yet
                if not self._due.is_set():
                    self._read.set()
        except _NotDone:
            self._read.clear()
            await asyncio.sleep(RETRY_S)
            self._due.set()

    async def _write(self) -> bool:
        wanted = self._wanted
        try:
            present, missing = await asyncio.to_thread(_on_disk, wanted)
            self._tell(wanted, missing)
            self._gone = frozenset(one.name for one in wanted) - {one.name for one in present}
            return await asyncio.to_thread(write_music, self._plan, present, but=self._gone)
        except (OSError, PbxError) as error:
            log.warning("the music could not be written for Asterisk", action="music_retry", why=str(error))
            raise _NotDone from error

    async def _reload(self) -> None:
        try:
            await self._reloader.reload_music()
        except (TransportError, ProvisioningFailed) as error:
            log.warning("Asterisk does not know the music yet", action="music_retry", why=str(error))
            raise _NotDone from error

    def _tell_gone(self) -> None:
        """Who heard such a class when its files went hears nothing any more, and must be given another one."""
        new, self._gone_told = self._gone - self._gone_told, self._gone
        if new:
            self._submit(MusicGone(new))

    def _tell(self, wanted: Sequence[MusicClass], missing: frozenset[str]) -> None:
        """Say once what is missing, and once that it is back."""
        for one in wanted:
            for file in set(one.files) & (missing - self._missing):
                log.warning(
                    "a file of music is missing: its callers hear the other files of it, or the default music; "
                    "apply the configuration again, from its file",
                    action="music_missing",
                    file=f"{file}.wav",
                    used_by=", ".join(one.used_by),
                )
        if self._missing - missing:
            log.info("music that was missing is back", action="music_back", files=len(self._missing - missing))
        self._missing = missing


class _NotDone(Exception):
    """Try again later; it was told why."""


def _on_disk(wanted: Sequence[MusicClass]) -> tuple[list[MusicClass], frozenset[str]]:
    """The classes with the files that are there, and the files that are not. Blocking."""
    files = {file for one in wanted for file in one.files}
    missing = frozenset(file for file in files if not Path(f"{file}.wav").is_file())
    if not missing:
        return list(wanted), missing
    left = [replace(one, files=tuple(file for file in one.files if file not in missing)) for one in wanted]
    return [one for one in left if one.files], missing
