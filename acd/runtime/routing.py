"""One `Telephony` made of three: recordings go another way to the same PBX, and other systems are none."""

from acd.domain.commands import AskWeb, Command, RecordingCommand
from acd.ports import Telephony


class RoutedTelephony:
    """Sends each command where it can be carried out."""

    def __init__(self, calls: Telephony, recordings: Telephony, web: Telephony) -> None:
        self._calls = calls
        self._recordings = recordings
        self._web = web

    async def execute(self, command: Command) -> None:
        """Carry out one command. Raises CommandRejected, or TransportError when nobody knows."""
        part = self._calls
        if isinstance(command, RecordingCommand):
            part = self._recordings
        elif isinstance(command, AskWeb):
            part = self._web
        await part.execute(command)
