"""How files of recordings are called. Every part is checked: nothing that a caller wrote gets into a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from acd.domain.calls import CallId
from acd.domain.recordings import RecordingId, parts_of
from acd.domain.tenants import TenantId
from acd.domain.voicemails import call_of

_TENANT = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
_RAW = re.compile(r"([a-z0-9-]+)_([0-9]{8})_([A-Za-z0-9.-]+)\.raw", re.ASCII)
_KEY = re.compile(r"([a-z0-9-]+)/[0-9]{4}/[0-9]{2}/[0-9]{2}/([A-Za-z0-9.-]+)\.wav", re.ASCII)


@dataclass(frozen=True, slots=True)
class RecordingName:
    """Whose recording it is, when it began (day in UTC), and its id."""

    tenant_id: TenantId
    day: date
    recording_id: RecordingId

    def __post_init__(self) -> None:
        """Raises ValueError for what must not become the name of a file."""
        if _TENANT.fullmatch(self.tenant_id) is None or parts_of(self.recording_id) is None:
            raise ValueError("this is no name of a recording")

    @property
    def call_id(self) -> CallId:
        """The call that was recorded."""
        return self._parts[0]

    @property
    def seq(self) -> int:
        """Which of the call's recordings it is."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[CallId, int]:
        parts = parts_of(self.recording_id)
        assert parts is not None
        return parts

    @property
    def raw(self) -> str:
        """Name of the file that the PBX writes to. Neither tenants nor recordings have an underscore."""
        return f"{self.tenant_id}_{self.day:%Y%m%d}_{self.recording_id}.raw"

    @property
    def key(self) -> str:
        """Where a store keeps it."""
        return f"{self.tenant_id}/{self.day:%Y/%m/%d}/{self.recording_id}.wav"

    def possible(self) -> Iterator["RecordingName"]:
        """Return this name, and those of the days beside it.

        The file is made a moment before the PBX records or after it was asked to: midnight may lie between.
        """
        for days in (0, -1, 1):
            yield replace(self, day=self.day + timedelta(days=days))

    @classmethod
    def of_raw(cls, path: Path) -> "RecordingName | None":
        """Return what the name of a raw file says; None for a file that is none of ours."""
        found = _RAW.fullmatch(path.name)
        try:
            if found is None:
                return None
            day = date(int(found[2][:4]), int(found[2][4:6]), int(found[2][6:]))
            return cls(TenantId(found[1]), day, RecordingId(found[3]))
        except ValueError:
            return None


def day_of(utc_ms: int) -> date:
    """Return the day of a moment (milliseconds of UTC since 1970)."""
    return datetime.fromtimestamp(utc_ms / 1000, UTC).date()


def checked_key(key: str) -> str:
    """Return a store's key as it is, of a recording or a voicemail. Raises ValueError for what we did not make."""
    found = _KEY.fullmatch(key)
    if found is None or _TENANT.fullmatch(found[1]) is None or (parts_of(found[2]) or call_of(found[2])) is None:
        raise ValueError("this is no key of a recording")
    return key
