"""Recording of a leg over AMI: start, stop, mute. When that is wanted, and what becomes of the file, is not known here.

The file holds two channels of signed 16 bit at 8 kHz, one after the other: left is the leg's own voice, right is
what it hears. It is appended to, so that a header can be there first. Asterisk goes on writing
when the controller is gone, and through every change of bridges.
"""

import re
from pathlib import Path

from acd.ami.errors import AmiUnsafe
from acd.ami.link import AmiLink
from acd.domain.calls import LegId

ENDING = ".raw"
"""Asterisk chooses the format by it; with .wav the header would say one channel."""

BYTES_PER_S = 32_000

_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}", re.ASCII)
_LEG = re.compile(r"[A-Za-z0-9._~-]{1,128}", re.ASCII)
"""With the mark of a controller that has taken a call over."""
_ID = re.compile(r"0x[0-9a-f]{1,16}", re.ASCII)
_NOTE = re.compile(r"[A-Za-z0-9 ._-]{1,200}", re.ASCII)
_NOTE_IN = "ACD_RECORDING_NOTE"
_NOTHING = "(null)"
_ID_IN = "ACD_RECORDING"
"""Channel variable into which Asterisk puts the id of the recording: without this option the answer has none."""


class Recorder:
    """Records legs into files below one folder."""

    def __init__(self, link: AmiLink, folder: Path) -> None:
        """Raises AmiUnsafe for a folder that Asterisk would read as something else."""
        self._link = link
        self._folder = folder
        self.path_of("probe" + ENDING)

    def path_of(self, name: str) -> Path:
        """Return the file of a recording called `name`, such as `2026/x.raw`. Raises AmiUnsafe.

        A comma would begin MixMonitor's options and after another one a line for a shell; `${` would be evaluated.
        """
        parts = Path(name).parts
        if not name.endswith(ENDING) or not all(_PART.fullmatch(part) for part in parts):
            raise AmiUnsafe(f"{name!r} is no name for a recording: letters, digits, . _ - and / only, and {ENDING}.")
        path = self._folder.joinpath(*parts)
        if not path.is_absolute() or not all(_PART.fullmatch(part) for part in path.parts[1:]):
            raise AmiUnsafe(f"Folder {str(self._folder)!r} cannot hold recordings: letters, digits, . _ - only.")
        return path

    async def start(self, leg_id: LegId, name: str) -> str:
        """Record while the leg is in a conversation, until `stop` or its end; returns the id of the recording.

        Raises AmiUnsafe, AmiRefused when the leg is gone, and TransportError when nobody knows. Asterisk makes the
        folders, says yes before it opens the file, and is silent when it cannot: look at the file.
        """
        path = self.path_of(name)
        # a: append; b: only while bridged; D: two channels; i: tell the id
        options = f"abDi({_ID_IN})"
        answer = await self._link.action("MixMonitor", Channel=checked_leg(leg_id), File=str(path), Options=options)
        return answer["mixmonitorid"]

    async def stop(self, leg_id: LegId, recording: str) -> None:
        """End a recording; the file is whole some milliseconds later. Raises as `start` does."""
        await self._link.action("StopMixMonitor", Channel=checked_leg(leg_id), MixMonitorID=recording)

    async def mute(self, leg_id: LegId, recording: str, muted: bool) -> None:
        """Write silence for both sides, or their voices again; time goes on in the file. Raises as `start` does."""
        await self._link.action(
            "MixMonitorMute", Channel=checked_leg(leg_id), MixMonitorID=recording, Direction="both", State=int(muted)
        )

    async def recorded(self, leg_id: LegId) -> str | None:
        """Return the name of the file that the leg is recorded into; None when it is not. Raises as `start` does."""
        recording = await self._variable(leg_id, _ID_IN)
        if _ID.fullmatch(recording) is None:
            return None
        # Asterisk knows nothing of one that has ended
        path = await self._variable(leg_id, f"MIXMONITOR({recording},filename)")
        return Path(path).name or None

    async def note(self, leg_id: LegId, text: str) -> None:
        """Keep a word beside the leg. Raises AmiUnsafe for one that Asterisk would read as more, and as `start`."""
        if _NOTE.fullmatch(text) is None:
            raise AmiUnsafe(f"{text!r} cannot be noted: letters, digits, space and . _ - only.")
        await self._link.action("Setvar", Channel=checked_leg(leg_id), Variable=_NOTE_IN, Value=text)

    async def noted(self, leg_id: LegId) -> str:
        """Return the word that was kept last. Raises as `start` does."""
        return await self._variable(leg_id, _NOTE_IN)

    async def _variable(self, leg_id: LegId, name: str) -> str:
        answer = await self._link.action("Getvar", Channel=checked_leg(leg_id), Variable=name)
        value = answer["value"]
        return "" if value == _NOTHING else value


def checked_leg(leg_id: LegId) -> str:
    """Return what Asterisk finds a channel by: its name or, as here, its unique id."""
    if _LEG.fullmatch(leg_id) is None:
        raise AmiUnsafe(f"{leg_id!r} is no leg.")
    return leg_id
