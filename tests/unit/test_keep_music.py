"""Classes of music: written at once, read by Asterisk when it can, and left out when their files are gone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from acd import keep_music
from acd.domain.errors import TransportError
from acd.domain.events import Event, MusicGone
from acd.domain.flows import Prompt
from acd.domain.music import MusicClass
from acd.keep_music import MusicKeeper
from acd.pbx.music import music_path
from acd.pbx.plan import PbxPlan
from acd.runtime.tasks import Tasks
from tests.fixtures.logbook import Logbook, logbook
from tests.fixtures.patience import until

JAZZ, FOLK = "acd-" + "1" * 32, "acd-" + "2" * 32


class House:
    """Music on a disk, and an Asterisk that reads its classes unless it is away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plan = PbxPlan(
            state=folder / "asterisk",
            ari_port=8088,
            ari_password="x" * 20,
            ami_port=5038,
            ami_password="m" * 20,
            agi_port=4573,
        )
        self.away = False
        self.told: list[Event] = []
        self.tried = 0
        self.read: list[str] = []
        self.keeper = MusicKeeper(self, self.plan, self.told.append)
        self.tasks = Tasks()

    def music(self, name: str, *files: str) -> MusicClass:
        """Return a class whose files are there."""
        for file in files:
            (self.folder / f"{file}.wav").write_text("sound")
        return MusicClass(name, tuple(Prompt(str(self.folder / file)) for file in files), False, ("queue support",))

    async def reload_music(self) -> None:
        self.tried += 1
        if self.away:
            raise TransportError
        self.read.append(self.written())

    def written(self) -> str:
        return music_path(self.plan).read_text()

    def start(self) -> None:
        self.tasks.spawn(self.keeper.run(), "music")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Logbook]:
    with logbook(tmp_path / "log") as log:
        yield log


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(keep_music, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(keep_music, "RETRY_S", 0.01)
    house = House(tmp_path)
    yield house
    await house.tasks.cancel()


async def test_before_asterisk_is_started_its_classes_are_written(house: House) -> None:
    """It finds them then; nobody is waited for."""
    await house.keeper.want([house.music(JAZZ, "a")])
    assert f"[{JAZZ}]" in house.written()
    assert house.tried == 0


async def test_an_apply_waits_until_asterisk_knows_a_new_class(house: House) -> None:
    """The next caller may need it; the earlier one stays for those who wait with it."""
    await house.keeper.want([house.music(JAZZ, "a")])
    house.start()
    await until(lambda: bool(house.read), "read")
    await house.keeper.want([house.music(FOLK, "b")])
    assert f"[{FOLK}]" in house.read[-1]
    assert f"[{JAZZ}]" in house.read[-1]
    assert house.keeper.reads == len(house.read)


async def test_what_is_known_is_not_read_again(house: House) -> None:
    """Every reload makes Asterisk look at all its music."""
    await house.keeper.want([house.music(JAZZ, "a")])
    house.start()
    await until(lambda: bool(house.read), "read")
    await asyncio.sleep(0.1)
    assert len(house.read) == 1


async def test_an_apply_does_not_wait_for_an_asterisk_that_is_away(
    house: House, monkeypatch: pytest.MonkeyPatch, log: Logbook
) -> None:
    """It is tried until it is there, and the file is there meanwhile."""
    monkeypatch.setattr(keep_music, "READ_WITHIN_S", 0.05)
    house.start()
    await until(lambda: bool(house.read), "read")
    house.away = True
    await house.keeper.want([house.music(JAZZ, "a")])
    assert f"[{JAZZ}]" in house.written()
    await until(lambda: house.tried > 3, "tried again")
    house.away = False
    await until(lambda: f"[{JAZZ}]" in house.read[-1], "read")
    assert log.with_action("music_retry")[0]["event"] == "Asterisk does not know the music yet"


async def test_an_asterisk_that_was_away_reads_again(house: House) -> None:
    """It may have started without what was written since."""
    house.start()
    await until(lambda: len(house.read) == 1, "read")
    house.keeper.reread()
    await until(lambda: len(house.read) == 2, "read again")


async def test_a_file_that_is_gone_is_told_once_and_left_out(house: House, log: Logbook) -> None:
    """A class without files is none: its callers hear the default music. Both come back with their files."""
    await house.keeper.want([house.music(JAZZ, "a"), house.music(FOLK, "b", "c")])
    house.start()
    await until(lambda: bool(house.read), "read")
    for name in ("a", "b"):
        (house.folder / f"{name}.wav").unlink()
    left = f"[{FOLK}]\nmode=playlist\nentry={house.folder}/c\n"
    await until(lambda: f"[{JAZZ}]" not in house.read[-1] and left in house.read[-1], "both out")
    await asyncio.sleep(0.1)
    told = log.with_action("music_missing")
    assert sorted(line["file"] for line in told) == [f"{house.folder}/{name}.wav" for name in "ab"]
    assert {line["used_by"] for line in told} == {"queue support"}
    house.music(JAZZ, "a", "b")
    await until(lambda: f"[{JAZZ}]" in house.read[-1] and f"entry={house.folder}/b\n" in house.read[-1], "back")
    assert sum(line["files"] for line in log.with_action("music_back")) == 2


async def test_a_folder_that_cannot_be_written_stops_nothing(house: House, log: Logbook) -> None:
    """A full disk must not keep a configuration from coming into force."""
    house.plan.state.write_text("in the way")
    await house.keeper.want([house.music(JAZZ, "a")])
    (line,) = log.with_action("music_retry")
    assert line["event"] == "the music could not be written for Asterisk"
    house.start()
    house.plan.state.unlink()
    await until(lambda: bool(house.read), "read")
    assert f"[{JAZZ}]" in house.read[-1]


async def test_who_waits_with_music_that_is_gone_is_cared_for(house: House) -> None:
    """Told once, when Asterisk has read it; a class with one file left plays that; told again when it goes again."""
    await house.keeper.want([house.music(JAZZ, "a", "b"), house.music(FOLK, "c")])
    house.start()
    (house.folder / "a.wav").unlink()
    (house.folder / "c.wav").unlink()
    await until(lambda: bool(house.told), "told")
    assert house.told == [MusicGone(frozenset({FOLK}))]
    assert f"[{FOLK}]" not in house.read[-1] and f"[{JAZZ}]" in house.read[-1]
    (house.folder / "b.wav").unlink()
    await until(lambda: len(house.told) == 2, "the other one is told")
    assert house.told[1] == MusicGone(frozenset({JAZZ}))
    house.music(FOLK, "c")
    await until(lambda: f"[{FOLK}]" in house.read[-1], "back")
    (house.folder / "c.wav").unlink()
    await until(lambda: len(house.told) == 3, "gone again")
    assert house.told[2] == MusicGone(frozenset({FOLK}))
