"""Commands of recordings and for other systems go other ways."""

from typing import get_args

import pytest

from acd.domain.calls import LegId
from acd.domain.commands import Answer, AskWeb, Command, HangUp, RecordingCommand, StopRecording
from acd.domain.recordings import RecordingId
from acd.domain.web_asks import AskId, WebTargetId
from acd.runtime.routing import RoutedTelephony


class Noted:
    """A telephony that notes what it is asked for."""

    def __init__(self) -> None:
        self.commands: list[Command] = []

    async def execute(self, command: Command) -> None:
        self.commands.append(command)


@pytest.mark.parametrize("command", [Answer(LegId("a")), HangUp(LegId("a"))])
async def test_calls_go_to_the_one(command: Command) -> None:
    """And nothing of them to the other."""
    calls, recordings, web = Noted(), Noted(), Noted()
    await RoutedTelephony(calls, recordings, web).execute(command)
    assert (calls.commands, recordings.commands, web.commands) == ([command], [], [])


async def test_recordings_go_to_the_other() -> None:
    """All five commands of that kind."""
    calls, recordings, web = Noted(), Noted(), Noted()
    command = StopRecording(LegId("a"), RecordingId("a-r1"))
    await RoutedTelephony(calls, recordings, web).execute(command)
    assert (calls.commands, recordings.commands, web.commands) == ([], [command], [])
    assert len(get_args(RecordingCommand)) == 5


async def test_other_systems_are_no_pbx() -> None:
    """They are asked beside it."""
    calls, recordings, web = Noted(), Noted(), Noted()
    command = AskWeb(LegId("a"), AskId("a-w1"), WebTargetId("acme/crm"), {})
    await RoutedTelephony(calls, recordings, web).execute(command)
    assert (calls.commands, recordings.commands, web.commands) == ([], [], [command])
