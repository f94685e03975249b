"""Carries out recording commands: makes the file, has the PBX record into it."""

import asyncio
from collections.abc import Callable

from acd import logs
from acd.domain.commands import (
    Command,
    PauseRecording,
    RecordingCommand,
    Refusal,
    ResumeRecording,
    StartRecording,
    StopRecording,
)
from acd.domain.errors import AcdError, CommandRejected, NotSent, TransportError
from acd.domain.events import Event, RecordingBegan
from acd.ports import Recorder
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
            case PauseRecording():
                await self._recorder.mute(command.lane, _ONLY, True)
            case ResumeRecording():
                await self._recorder.mute(command.lane, _ONLY, False)

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
            await self._recorder.start(command.lane, path.name)
        except AcdError as error:
            if isinstance(error, TransportError) and not isinstance(error, NotSent):
                raise  # it may be recording: whoever sweeps the folder finds out
            await asyncio.to_thread(path.unlink, missing_ok=True)
            raise
