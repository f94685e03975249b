"""Watches the disks for recordings and messages: warns, and ends recordings before one is full, before calls do."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from acd import logs
from acd.domain.events import Event, RecordingSpaceChanged
from acd.domain.voicemail_events import MessageSpaceChanged

log = logs.get("recordings")

LOOK_EVERY_S = 2.0
WARN_FACTOR = 2
"""Warn when less than so many times the reserve is free."""
ENOUGH_FACTOR = 1.25
"""Record again when so many times the reserve is free: not on and off with every file that somebody removes."""


class Level(StrEnum):
    """How much room there is."""

    ENOUGH = "enough"
    LOW = "low"
    """Somebody should make room; recordings go on."""
    FULL = "full"
    """No recordings: what is left is for calls, records and logs."""


def free_bytes(folder: Path) -> int:
    """Return what this process may still write on the disk of a folder. Raises OSError."""
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


@dataclass(frozen=True, slots=True)
class Kept:
    """What is written to a folder, in words, and what the engine is told when there is no room for it."""

    what: str
    """As in: the disk for … fills up."""
    stops: str
    """What happens with too little room."""
    changed: Callable[[bool], Event]
    action: str


RECORDINGS = Kept("recordings", "calls are not recorded", lambda enough: RecordingSpaceChanged(enough), "recordings")
MESSAGES = Kept(
    "messages", "callers are not asked for messages", lambda enough: MessageSpaceChanged(enough), "messages"
)


class SpaceWatch:
    """The free space of one folder."""

    def __init__(
        self,
        folder: Path,
        reserve_bytes: int,
        submit: Callable[[Event], None],
        free: Callable[[Path], int] = free_bytes,
        kept: Kept = RECORDINGS,
    ) -> None:
        self._kept = kept
        self._folder = folder
        self.reserve_bytes = reserve_bytes
        self._submit = submit
        self._free = free
        self.free_bytes = 0
        self.level = Level.ENOUGH

    @property
    def problem(self) -> str | None:
        """What is wrong, for people; None while there is room."""
        if self.level is not Level.FULL:
            return None
        return f"only {_mb(self.free_bytes)} MB are free for {self._kept.what}: {self._kept.stops}"

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Look once, and tell what changed."""
        kept = self._kept
        try:
            self.free_bytes = await asyncio.to_thread(self._look)
        except OSError as error:
            text = f"the disk for {kept.what} cannot be read"
            log.warning(text, action=f"{kept.action}_disk", error=error.strerror)
            self.free_bytes = 0
        level, before = self._judge(), self.level
        if level is before:
            return
        self.level = level
        fields = {"free_mb": _mb(self.free_bytes), "reserve_mb": _mb(self.reserve_bytes), "folder": str(self._folder)}
        if level is Level.FULL:
            log.error(f"the disk is nearly full: {kept.stops} any more", action=f"{kept.action}_stop", **fields)
        elif level is Level.LOW:
            log.warning(f"the disk for {kept.what} fills up: make room", action=f"{kept.action}_low", **fields)
        else:
            log.info(f"there is room for {kept.what} again", action=f"{kept.action}_enough", **fields)
        if (level is Level.FULL) != (before is Level.FULL):
            self._submit(kept.changed(level is not Level.FULL))

    def _look(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        return self._free(self._folder)

    def _judge(self) -> Level:
        full_below = self.reserve_bytes * (ENOUGH_FACTOR if self.level is Level.FULL else 1)
        if self.free_bytes < full_below:
            return Level.FULL
        return Level.LOW if self.free_bytes < self.reserve_bytes * WARN_FACTOR else Level.ENOUGH


def _mb(number: int) -> int:
    return number // (1024 * 1024)
