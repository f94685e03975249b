"""Recording commands: the file first, then the PBX."""

from pathlib import Path

import pytest

from acd.domain.calls import LegId
from acd.domain.commands import PauseRecording, Refusal, ResumeRecording, StartRecording, StopRecording
from acd.domain.errors import AcdError, CommandRejected, NotSent, TransportError
from acd.domain.events import Event, RecordingBegan
from acd.domain.recordings import RecordingId
from acd.recordings.raw_folder import RawFolder
from acd.recordings.telephony import RecordingTelephony
from tests.storage.sample import StandingClock
from tests.unit.recordings.clips import ACME, name

LEG = LegId("1.1")
START = StartRecording(LEG, name(), ACME)


class Tape:
    """A recorder that notes what it is asked for."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str | bool, ...]] = []

    async def start(self, leg_id: LegId, name: str) -> str:
        self._take(leg_id, "start", name)
        return "0x1"

    async def stop(self, leg_id: LegId, recording: str) -> None:
        self._take(leg_id, "stop", recording)

    async def mute(self, leg_id: LegId, recording: str, muted: bool) -> None:
        self._take(leg_id, "mute", recording, muted)

    def _take(self, *what: str | bool) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error


class Stage:
    """A telephony with its folder."""

    def __init__(self, folder: Path, error: Exception | None = None) -> None:
        self.folder = RawFolder(folder / "raw", StandingClock())
        self.tape = Tape(error)
        self.events: list[Event] = []
        self.telephony = RecordingTelephony(self.tape, self.folder, self.events.append)


async def test_a_start_shows_itself_as_an_event(tmp_path: Path) -> None:
    """The PBX appends to a file of ours, whose name has no word of the caller's."""
    stage = Stage(tmp_path)
    await stage.telephony.execute(START)
    (file,) = stage.folder.files()
    assert stage.tape.asked == [(LEG, "start", file.path.name)]
    assert stage.events == [RecordingBegan(LEG, name())]


async def test_pause_resume_stop(tmp_path: Path) -> None:
    """By leg: a controller that took the call over does not know how the PBX calls the recording."""
    stage = Stage(tmp_path)
    for command in (PauseRecording(LEG, name()), ResumeRecording(LEG, name()), StopRecording(LEG, name())):
        await stage.telephony.execute(command)
    assert stage.tape.asked == [(LEG, "mute", "", True), (LEG, "mute", "", False), (LEG, "stop", "")]
    assert stage.events == []


async def test_a_refusal_leaves_no_file(tmp_path: Path) -> None:
    """The leg may be gone, or the PBX has no such module."""
    stage = Stage(tmp_path, AcdError("No such channel"))
    with pytest.raises(CommandRejected) as caught:
        await stage.telephony.execute(START)
    assert (caught.value.refusal, caught.value.detail) == (Refusal.REFUSED, "No such channel")
    assert not list(stage.folder.files()) and not stage.events


async def test_a_link_that_is_down_is_a_refusal(tmp_path: Path) -> None:
    """Nothing was sent: it was not done, for sure, and can be done again under the same name."""
    stage = Stage(tmp_path, NotSent())
    for command in (START, PauseRecording(LEG, name())):
        with pytest.raises(CommandRejected) as caught:
            await stage.telephony.execute(command)
        assert caught.value.refusal is Refusal.REFUSED
    assert not list(stage.folder.files()) and not stage.events
    stage.tape.error = None
    await stage.telephony.execute(START)
    assert stage.events == [RecordingBegan(LEG, name())]


async def test_a_name_that_is_taken_by_an_earlier_controller(tmp_path: Path) -> None:
    """It may be recording into it: the file stays, and nobody can say what is recorded."""
    stage = Stage(tmp_path)
    path = stage.folder.make(ACME, name())
    with pytest.raises(CommandRejected) as caught:
        await stage.telephony.execute(START)
    assert caught.value.refusal is Refusal.UNKNOWN
    assert path.exists() and stage.tape.asked == []


async def test_when_nobody_knows_the_file_stays(tmp_path: Path) -> None:
    """The PBX may be writing to it."""
    stage = Stage(tmp_path, TransportError())
    with pytest.raises(TransportError):
        await stage.telephony.execute(START)
    assert len(list(stage.folder.files())) == 1 and not stage.events


@pytest.mark.parametrize("error", [CommandRejected(Refusal.GONE, "x"), TransportError()])
async def test_errors_that_are_ours_already_pass(tmp_path: Path, error: Exception) -> None:
    """As they are."""
    with pytest.raises(type(error)) as caught:
        await Stage(tmp_path, error).telephony.execute(PauseRecording(LEG, name()))
    assert caught.value is error


@pytest.mark.parametrize("bad", ["../x-r1", "x"])
async def test_a_bad_name_is_refused_before_the_pbx_is_asked(tmp_path: Path, bad: str) -> None:
    """It must not become the name of a file."""
    stage = Stage(tmp_path)
    with pytest.raises(CommandRejected):
        await stage.telephony.execute(StartRecording(LEG, RecordingId(bad), ACME))
    assert stage.tape.asked == []


async def test_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    """The recording is refused, and that is all."""
    stage = Stage(tmp_path)
    (tmp_path / "raw").write_text("a file where the folder should be")
    with pytest.raises(CommandRejected):
        await stage.telephony.execute(START)
    assert stage.tape.asked == []
