"""One `Telephony` made of two: recordings go another way to the same PBX."""

from acd.domain.commands import Command, RecordingCommand
from acd.ports import Telephony


class RoutedTelephony:
    """Sends each command where it can be carried out."""

    def __init__(self, calls: Telephony, recordings: Telephony) -> None:
        self._calls = calls
        self._recordings = recordings

    async def execute(self, command: Command) -> None:
        """Carry out one command. Raises CommandRejected, or TransportError when nobody knows."""
        part = self._recordings if isinstance(command, RecordingCommand) else self._calls
        await part.execute(command)
