"""The folder in which the PBX writes: one file for each recording that goes on or is to be finished."""

import errno
import fcntl
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from acd.clock import Clock
from acd.domain.recordings import RecordingId
from acd.domain.tenants import TenantId
from acd.recordings.names import RecordingName, day_of
from acd.recordings.wav import header

QUIET_MS = 5000
"""Where the system cannot tell whether a file is written to: it is not when nothing came for so long."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file that the PBX writes or wrote."""

    path: Path
    name: RecordingName


class RawFolder:
    """All of them. Blocks: for threads."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._clock = clock

    def make(self, tenant_id: TenantId, recording_id: RecordingId) -> Path:
        """Make the file that the PBX is to append to. Raises ValueError for a bad name, OSError."""
        name = RecordingName(tenant_id, day_of(self.now_ms()), recording_id)
        self.path.mkdir(parents=True, exist_ok=True, mode=0o750)
        path = self.path / name.raw
        # made by us, so that it has our header and our permissions, and is never one that was there before
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        with open(descriptor, "wb") as file:
            file.write(header())
        return path

    def find_or_make(self, tenant_id: TenantId, recording_id: RecordingId) -> Path:
        """Return the file of a recording, made unless it is there. Raises as `make` does."""
        found = self.find(RecordingName(tenant_id, day_of(self.now_ms()), recording_id))
        return self.make(tenant_id, recording_id) if found is None else found.path

    def files(self) -> Iterator[RawFile]:
        """Return every file; what is none of ours is left alone."""
        if self.path.is_dir():
            for path in sorted(self.path.iterdir()):
                name = RecordingName.of_raw(path)
                if name is not None and path.is_file() and not path.is_symlink():
                    yield RawFile(path, name)

    def find(self, wanted: RecordingName) -> RawFile | None:
        """Return the file of a recording that began on that day or one beside it, without reading the folder."""
        for name in wanted.possible():
            path = self.path / name.raw
            if path.is_file() and not path.is_symlink():
                return RawFile(path, name)
        return None

    def age_ms(self, path: Path) -> int:
        """Return how long nothing was written. Raises OSError."""
        return max(0, self.now_ms() - path.stat().st_mtime_ns // 1_000_000)

    def is_written(self, path: Path) -> bool:
        """Tell whether some process has the file open for writing. Raises OSError."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            # a lease for reading is granted only while nobody has the file open for writing; whoever opens it in
            # this very moment makes the kernel send a signal, and the default one would end this process
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except OSError as error:
            if error.errno == errno.EAGAIN:
                return True
            return self.age_ms(path) < QUIET_MS  # a file system without leases
        else:
            return False
        finally:
            os.close(descriptor)

    def now_ms(self) -> int:
        """Return the present moment, in milliseconds of UTC."""
        return self._clock.utc_ms(round(self._clock.now() * 1000))

    def moment(self, utc_ms: int) -> float:
        """Return a moment of UTC in monotonic seconds of this process."""
        return (utc_ms - self._clock.utc_ms(0)) / 1000
