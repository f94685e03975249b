"""Sounds in use whose files are gone: made again, or told."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from acd import keep_prompts
from acd.configuration.schema import Document
from acd.configuration.to_domain import sources
from acd.keep_prompts import PromptKeeper
from acd.prompts.audio import TELEPHONE_RATE, wav_bytes
from acd.prompts.recordings import checksum
from acd.prompts.sources import Manner, Recorded, Source, Spoken
from acd.prompts.speech import Speech
from acd.prompts.store import PromptStore
from acd.runtime.tasks import Tasks
from tests.fixtures.logbook import Logbook, logbook
from tests.fixtures.patience import until
from tests.unit.prompts.recorded import tone

HELLO = Spoken("Hello.")


class Voice:
    """Speaks unless it is hoarse."""

    voice = "voice-1"

    def __init__(self) -> None:
        self.hoarse = False
        self.spoken = 0

    def speak(self, text: str, manner: Manner) -> Speech:
        self.spoken += 1
        if self.hoarse:
            raise RuntimeError("hoarse")
        return Speech(tone(300, TELEPHONE_RATE, 0.2), TELEPHONE_RATE)

    def rest(self) -> None:
        pass


class House:
    """A store with the sounds of one client."""

    def __init__(self, folder: Path) -> None:
        recording = wav_bytes(tone(500, TELEPHONE_RATE, 0.2))
        (folder / "tune.wav").write_bytes(recording)
        greeting = ["Hello.", {"file": "tune.wav", "sha256": checksum(recording)}]
        tenant = {"id": "acme", "name": "Acme", "greeting": greeting, "queue": "q", "whisper": []}
        self.document = Document.model_validate({"tenants": [tenant], "queues": [{"id": "q"}]})
        self.voice = Voice()
        self.store = PromptStore(folder / "prompts", {"en": self.voice})
        self.made = self.store.ensure(sources(self.document, folder))
        self.keeper = PromptKeeper(self.store)
        self.tasks = Tasks()

    def file(self, source: Source) -> Path:
        return Path(f"{self.made[source]}.wav")

    @property
    def recorded(self) -> Source:
        return next(source for source in self.made if isinstance(source, Recorded))

    def start(self) -> None:
        self.keeper.want(self.document)
        self.tasks.spawn(self.keeper.run(), "prompts")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Logbook]:
    with logbook(tmp_path / "log") as log:
        yield log


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(keep_prompts, "LOOK_EVERY_S", 0.02)
    house = House(tmp_path)
    yield house
    await house.tasks.cancel()


async def test_a_text_is_spoken_again(house: House, log: Logbook) -> None:
    """The same file is there again, and it is told whose it was."""
    before, spoken = house.file(HELLO).read_bytes(), house.voice.spoken
    house.start()
    house.file(HELLO).unlink()
    await until(house.file(HELLO).exists, "spoken again")
    assert house.file(HELLO).read_bytes() == before and house.voice.spoken == spoken + 1
    await until(lambda: bool(log.with_action("sound_made_again")), "told")
    (told,) = log.with_action("sound_made_again")
    assert (told["used_by"], told["file"]) == ("tenant acme, greeting", str(house.file(HELLO)))
    assert house.keeper.missing == 0


async def test_a_folder_that_is_gone_is_made_again(house: House) -> None:
    """With all that can be spoken."""
    for file in house.store.folder.iterdir():
        file.unlink()
    house.store.folder.rmdir()
    house.start()
    await until(lambda: house.keeper.missing == 1, "counted")
    assert house.file(HELLO).exists()


async def test_a_recording_cannot_be_made_again(house: House, log: Logbook) -> None:
    """It is counted, and told once, until it is back."""
    data = house.file(house.recorded).read_bytes()
    house.file(house.recorded).unlink()
    house.start()
    await until(lambda: house.keeper.missing == 1, "counted")
    house.voice.hoarse = True
    house.file(HELLO).unlink()
    await until(lambda: house.keeper.missing == 2, "both counted")
    told = [line["sound"] for line in log.with_action("sound_missing")]
    assert told[0] == (
        "tenant acme, greeting: tune.wav: the recording is not in the store; apply the configuration from its file"
    )
    assert [text for text in told if "Hello" in text] == [
        'tenant acme, greeting: "Hello.": could not be spoken (RuntimeError: hoarse)'
    ]
    house.voice.hoarse = False
    house.file(house.recorded).write_bytes(data)
    await until(lambda: house.keeper.missing == 0, "back")
    await until(lambda: bool(log.with_action("sounds_back")), "told")


async def test_a_folder_that_cannot_be_read_is_told(house: House, log: Logbook, tmp_path: Path) -> None:
    """And looked at again later."""
    house.store.folder.rename(tmp_path / "aside")
    house.store.folder.touch()
    house.start()
    await until(lambda: bool(log.with_action("sounds_unknown")), "told")
    house.store.folder.unlink()
    (tmp_path / "aside").rename(house.store.folder)
    house.file(HELLO).unlink()
    await until(house.file(HELLO).exists, "spoken again")
