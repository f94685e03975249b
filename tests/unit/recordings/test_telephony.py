"""Recording commands: the file first, then the PBX."""

from pathlib import Path

import pytest

from acd.domain.calls import LegId
from acd.domain.commands import AdoptRecording, PauseRecording, Refusal, ResumeRecording, StartRecording, StopRecording
from acd.domain.errors import AcdError, CommandRejected, NotSent, TransportError
from acd.domain.events import Event, RecordingAdopted, RecordingBegan, RecordingMuted
from acd.domain.recordings import RecordingId
from acd.recordings.raw_folder import RawFolder
from acd.recordings.telephony import RecordingTelephony
from tests.storage.sample import UTC_MS, StandingClock
from tests.unit.recordings.clips import ACME, name

LEG = LegId("1.1")
START = StartRecording(LEG, name(), ACME)


class Tape:
    """A recorder that notes what it is asked for."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str | bool, ...]] = []
        self.file: str | None = None
        self.word = ""

    async def start(self, leg_id: LegId, name: str) -> str:
        self._take(leg_id, "start", name)
        return "0x1"

    async def stop(self, leg_id: LegId, recording: str) -> None:
        self._take(leg_id, "stop", recording)

    async def recorded(self, leg_id: LegId) -> str | None:
        self._take(leg_id, "recorded")
        return self.file

    async def note(self, leg_id: LegId, text: str) -> None:
        self._take(leg_id, "note", text)
        self.word = text

    async def noted(self, leg_id: LegId) -> str:
        self._take(leg_id, "noted")
        return self.word

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
    assert stage.tape.asked == [(LEG, "note", f"{name()} 0 {UTC_MS}"), (LEG, "start", file.path.name)]
    assert stage.events == [RecordingBegan(LEG, name())]


async def test_pause_resume_stop(tmp_path: Path) -> None:
    """By leg: a controller that took the call over does not know how the PBX calls the recording."""
    stage = Stage(tmp_path)
    for command in (PauseRecording(LEG, name()), ResumeRecording(LEG, name()), StopRecording(LEG, name())):
        await stage.telephony.execute(command)
    paused, resumed = (LEG, "note", f"{name()} 1 {UTC_MS}"), (LEG, "note", f"{name()} 0 {UTC_MS}")
    muted, loud = (LEG, "mute", "", True), (LEG, "mute", "", False)
    assert stage.tape.asked == [paused, muted, resumed, loud, (LEG, "stop", "")]
    assert stage.events == [RecordingMuted(LEG, name(), True), RecordingMuted(LEG, name(), False)]


async def test_a_pause_that_was_not_carried_out_is_not_told_as_one(tmp_path: Path) -> None:
    """Nobody may believe that it is silent."""
    stage = Stage(tmp_path, NotSent())
    with pytest.raises(CommandRejected):
        await stage.telephony.execute(PauseRecording(LEG, name()))
    assert stage.events == []


ADOPT = AdoptRecording(LEG, name(), ACME)


async def test_a_recording_that_runs_is_adopted(tmp_path: Path) -> None:
    """Nothing is begun beside it; nobody has paused it."""
    stage = Stage(tmp_path)
    stage.tape.file = stage.folder.make(ACME, name()).name
    await stage.telephony.execute(ADOPT)
    assert stage.tape.asked == [(LEG, "recorded"), (LEG, "noted")]
    assert stage.events == [RecordingAdopted(LEG, name())]


@pytest.mark.parametrize("muted", [True, False])
async def test_the_last_wish_is_carried_out_again(tmp_path: Path, muted: bool) -> None:
    """The controller before may have died between the word and the deed."""
    stage = Stage(tmp_path)
    stage.tape.file = stage.folder.make(ACME, name()).name
    stage.tape.word = f"{name()} {int(muted)} {UTC_MS - 1500}"
    await stage.telephony.execute(ADOPT)
    assert stage.tape.asked[2:] == [(LEG, "mute", "", muted)]
    (event,) = stage.events
    assert isinstance(event, RecordingAdopted) and event.muted is muted and event.since is not None
    assert event.since == (UTC_MS - 1500 - StandingClock().utc_ms(0)) / 1000


@pytest.mark.parametrize("word", ["", "1.1-r9 1 5", "x", f"{name()} 1 now"])
async def test_a_word_that_is_not_of_this_recording_says_nothing(tmp_path: Path, word: str) -> None:
    """One before it on the same leg, or an operator's."""
    stage = Stage(tmp_path)
    stage.tape.file, stage.tape.word = stage.folder.make(ACME, name()).name, word
    await stage.telephony.execute(ADOPT)
    assert stage.events == [RecordingAdopted(LEG, name())]


@pytest.mark.parametrize("made", [True, False])
async def test_what_the_controller_before_had_no_time_to_begin_is_begun(tmp_path: Path, made: bool) -> None:
    """In the file that it made, or in one of ours: never in two."""
    stage = Stage(tmp_path)
    if made:
        stage.folder.make(ACME, name())
    await stage.telephony.execute(ADOPT)
    (file,) = stage.folder.files()
    begun = [(LEG, "note", f"{name()} 0 {UTC_MS}"), (LEG, "start", file.path.name)]
    assert stage.tape.asked == [(LEG, "recorded"), *begun, (LEG, "noted"), (LEG, "mute", "", False)]
    (event,) = stage.events
    assert isinstance(event, RecordingAdopted) and event.begun and not event.muted and event.since is not None


async def test_another_recording_of_the_leg_ends_first(tmp_path: Path) -> None:
    """There is only one at a time."""
    stage = Stage(tmp_path)
    stage.tape.file = "acme_20261118_1.1-r7.raw"
    await stage.telephony.execute(ADOPT)
    assert [one[1] for one in stage.tape.asked] == ["recorded", "stop", "note", "start", "noted", "mute"]


async def test_one_that_cannot_be_begun_is_refused(tmp_path: Path) -> None:
    """The disk says no."""
    stage = Stage(tmp_path)
    (tmp_path / "raw").write_text("no folder")
    with pytest.raises(CommandRejected) as caught:
        await stage.telephony.execute(ADOPT)
    assert caught.value.refusal is Refusal.REFUSED and not stage.events


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
