"""Carries out recording commands: makes the file, has the PBX record into it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from acd import logs
from acd.domain.commands import (
    AdoptRecording,
    Command,
    PauseRecording,
    RecordingCommand,
    Refusal,
    ResumeRecording,
    StartRecording,
    StopRecording,
)
from acd.domain.errors import AcdError, CommandRejected, NotSent, TransportError
from acd.domain.events import Event, RecordingAdopted, RecordingBegan, RecordingMuted
from acd.domain.recordings import RecordingId
from acd.ports import Recorder
from acd.recordings.names import RecordingName
from acd.recordings.raw_folder import RawFolder

log = logs.get("recordings")

_ONLY = ""
"""The one recording of a leg, whatever the PBX calls it: a controller that took the call over does not know."""


class RecordingTelephony:
    """Implements `ports.Telephony` for recording commands."""

    def __init__(self, recorder: Recorder, folder: RawFolder, submit: Callable[[Event], None]) -> None:
        self._recorder = recorder
        self._folder = folder
        self._submit = submit

    async def execute(self, command: Command) -> None:
        """Carry out one command. Raises CommandRejected, or TransportError when nobody knows."""
        assert isinstance(command, RecordingCommand), command
        try:
            await self._carry_out(command)
        except NotSent as down:  # known for sure: it was not done
            raise CommandRejected(Refusal.REFUSED, str(down)) from down
        except (CommandRejected, TransportError):
            raise
        except AcdError as refusal:
            raise CommandRejected(Refusal.REFUSED, str(refusal)) from refusal

    async def _carry_out(self, command: RecordingCommand) -> None:
        match command:
            case StartRecording():
                await self._start(command)
                self._submit(RecordingBegan(command.lane, command.recording_id))
            case StopRecording():
                await self._recorder.stop(command.lane, _ONLY)
            case AdoptRecording():
                await self._adopt(command)
            case PauseRecording() | ResumeRecording():
                await self._mute(command, isinstance(command, PauseRecording))

    async def _mute(self, command: PauseRecording | ResumeRecording, muted: bool) -> None:
        await self._note(command, muted)
        await self._recorder.mute(command.lane, _ONLY, muted)
        self._submit(RecordingMuted(command.lane, command.recording_id, muted))

    async def _record(self, command: StartRecording | AdoptRecording, path: Path) -> None:
        await self._note(command, False)
        await self._recorder.start(command.lane, path.name)

    async def _note(self, command: RecordingCommand, muted: bool) -> None:
        """Tell the next controller, should it come before the deed, or know of nothing later."""
        await self._recorder.note(command.lane, f"{command.recording_id} {int(muted)} {self._folder.now_ms()}")

    async def _adopt(self, command: AdoptRecording) -> None:
        recorded = await self._recorder.recorded(command.lane)
        name = RecordingName.of_raw(Path(recorded)) if recorded else None
        begun = name is None or name.recording_id != command.recording_id
        if begun:
            if recorded:
                await self._recorder.stop(command.lane, _ONLY)
            await self._begin(command)
        muted, at_ms = _wish(await self._recorder.noted(command.lane), command.recording_id)
        since = None
        if at_ms is not None:
            await self._recorder.mute(command.lane, _ONLY, muted)
            since = self._folder.moment(at_ms)
        self._submit(RecordingAdopted(command.lane, command.recording_id, muted, since, begun))

    async def _begin(self, command: AdoptRecording) -> None:
        """Begin what the controller before had no time for, in the file that it may have made."""
        try:
            path = await asyncio.to_thread(self._folder.find_or_make, command.tenant_id, command.recording_id)
        except (OSError, ValueError) as error:
            log.warning("a recording could not be begun", action="recording_refused", error=str(error))
            raise CommandRejected(Refusal.REFUSED, str(error)) from error
        await self._record(command, path)

    async def _start(self, command: StartRecording) -> None:
        try:
            # a disk that hangs may hold up this recording, and nothing else
            path = await asyncio.to_thread(self._folder.make, command.tenant_id, command.recording_id)
        except FileExistsError as error:
            # one of a controller of before, which may still be written: another name is needed
            raise CommandRejected(Refusal.UNKNOWN, f"there is a file of this recording: {error}") from error
        except (OSError, ValueError) as error:
            log.warning("a recording could not be begun", action="recording_refused", error=str(error))
            raise CommandRejected(Refusal.REFUSED, str(error)) from error
        try:
            await self._record(command, path)
        except AcdError as error:
            if isinstance(error, TransportError) and not isinstance(error, NotSent):
                raise  # it may be recording: whoever sweeps the folder finds out
            await asyncio.to_thread(path.unlink, missing_ok=True)
            raise


def _wish(noted: str, recording_id: RecordingId) -> tuple[bool, int | None]:
    """Return whether it shall be silent, and since when (UTC milliseconds); None when nobody has said anything."""
    words = noted.split(" ")
    if len(words) != 3 or words[0] != recording_id or not words[2].isdecimal():
        return False, None  # of another recording of this leg, or none of ours
    return words[1] == "1", int(words[2])
