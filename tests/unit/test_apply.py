"""Putting a configuration in force: all or nothing, once, and told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from acd.apply import Applier, InForce
from acd.clock import Clock
from acd.configuration import source
from acd.configuration.source import Loaded
from acd.domain.agents import AgentId
from acd.domain.errors import AcdError
from acd.domain.queues import QueueId
from acd.domain.steps import PlayStep
from acd.domain.tenants import Number
from acd.prompts.audio import wav_bytes
from acd.prompts.sources import Manner
from acd.prompts.speech import Speech
from acd.prompts.store import PromptsFailed, PromptStore
from acd.storage import migrate
from acd.storage.database import Database
from acd.storage.errors import UnknownVersion
from acd.storage.settings import SettingsStore
from tests.fixtures.tunes import write_tune

TEXT = """
tenants:
  - id: acme
    name: Acme Plumbing
    numbers: ["+15550100"]
    greeting: Good morning.
    queue: support
queues:
  - id: support
agents:
  - id: alice
    name: Alice
"""


class Voice:
    """Speaks everything as a tone, unless it is told to fail."""

    voice = "test"
    fails = False

    def speak(self, text: str, manner: Manner) -> Speech:
        if self.fails:
            raise RuntimeError("no voice today")
        return Speech(np.sin(np.arange(8000, dtype=np.float32) / 3), 8000)

    def rest(self) -> None:
        """It holds nothing."""


@dataclass
class Place:
    """An applier with everything around it."""

    applier: Applier
    store: SettingsStore
    prompts: PromptStore
    voice: Voice
    published: list[InForce] = field(default_factory=list)
    sounds: Path = Path()

    async def publish(self, in_force: InForce) -> None:
        self.published.append(in_force)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    url = f"sqlite+aiosqlite:///{tmp_path}/acd.sqlite3"
    await migrate.upgrade(url)
    database = Database(url)
    store, voice = SettingsStore(database, Clock()), Voice()
    published: list[InForce] = []

    async def publish(in_force: InForce) -> None:
        published.append(in_force)

    prompts = PromptStore(tmp_path / "prompts", {"en": voice})
    yield Place(Applier(store, prompts, publish), store, prompts, voice, published, tmp_path / "prompts")
    await database.close()


def loaded(text: str = TEXT) -> Loaded:
    return source.parse(text.encode(), "test.yaml")


async def test_applying_stores_publishes_and_tells_what_changed(place: Place) -> None:
    """The first apply is version 1; the engine gets the pool, the PBX the accounts, the caller a real sound."""
    result = await place.applier.apply(loaded())
    assert result.version == 1
    assert any("agents.alice" in str(change) for change in result.changes)
    [in_force] = place.published
    assert set(in_force.pool.agents) == {AgentId("alice")}
    assert [phone.endpoint for phone in in_force.accounts.phones] == ["agent-alice"]
    flow = in_force.pool.flows[in_force.pool.entries[Number("+15550100")].flow_id]
    [greeting] = [prompt for step in flow.steps if isinstance(step, PlayStep) for prompt in step.prompts]
    assert Path(f"{greeting}.wav").stat().st_size > 1000


async def test_applying_the_same_again_changes_nothing(place: Place) -> None:
    """Same document, same version, nobody is told."""
    await place.applier.apply(loaded())
    again = await place.applier.apply(loaded())
    assert (again.version, again.changes) == (1, ())
    assert len(place.published) == 1


async def test_music_is_published_and_a_sound_that_was_lost_comes_back(place: Place, tmp_path: Path) -> None:
    """By applying the same file again; over the API, where no files are, it is told what to do."""
    write_tune(tmp_path / "a.mp3", 500)
    text = f"{TEXT}    skills: {{}}\n".replace("  - id: support\n", "  - id: support\n    music: [a.mp3]\n")
    from_file = source.parse(text.encode(), "test.yaml", tmp_path)
    await place.applier.apply(from_file)
    [in_force] = place.published
    [music] = in_force.music
    assert in_force.pool.queues[QueueId("support")].music == music.name
    file = Path(f"{music.files[0]}.wav")
    file.unlink()
    over_api = source.parse(from_file.document.canonical().encode(), "test.yaml")
    with pytest.raises(PromptsFailed, match=r"queue support, music: a\.mp3: .*apply the configuration from its file"):
        await place.applier.apply(over_api)
    assert (await place.applier.apply(from_file)).version == 1
    assert file.is_file()
    assert (await place.applier.apply(over_api)).version == 1
    assert len(place.published) == 1


async def test_what_was_stored_and_could_not_be_published_is_published_the_next_time(place: Place) -> None:
    """A full disk in that moment must not leave a version stored that nobody follows."""
    told: list[InForce] = []

    async def fails_once(in_force: InForce) -> None:
        told.append(in_force)
        if len(told) == 1:
            raise OSError("no space left")

    applier = Applier(place.store, place.prompts, fails_once)
    with pytest.raises(OSError, match="no space"):
        await applier.apply(loaded())
    again = await applier.apply(loaded())
    assert (again.version, again.changes) == (1, ())
    assert [in_force.version for in_force in told] == [1, 1]


async def test_a_dry_run_tells_and_does_nothing(place: Place) -> None:
    """The changes are shown; nothing is stored or published."""
    result = await place.applier.apply(loaded(), dry_run=True)
    assert result.changes and result.version == 0
    assert await place.store.load() is None
    assert place.published == []


async def test_a_sound_that_cannot_be_made_stops_everything_before_it_began(place: Place) -> None:
    """The message names tenant and text, and what was in force stays in force."""
    await place.applier.apply(loaded())
    place.voice.fails = True
    with pytest.raises(PromptsFailed, match=r"tenant acme, greeting.*Good evening"):
        await place.applier.apply(loaded(TEXT.replace("Good morning.", "Good evening.")))
    newest = await place.store.load()
    assert newest is not None and newest[0].version == 1
    assert len(place.published) == 1


async def test_what_is_in_force_is_found_again(place: Place) -> None:
    """A restart gets the same pool, and starts even when a sound is gone and cannot be made again."""
    await place.applier.apply(loaded())
    for sound in place.published[0].pool.flows.values():
        for prompt in sound.whisper:
            Path(f"{prompt}.wav").unlink()
    place.voice.fails = True
    in_force = await place.applier.in_force()
    assert in_force is not None and in_force.version == 1
    assert in_force.pool == place.published[0].pool


async def test_a_start_without_a_sound_says_so(place: Place) -> None:
    """It starts all the same; and somebody must know that callers hear nothing."""
    await place.applier.apply(loaded())
    for sound in place.sounds.glob("*.wav"):
        sound.unlink()
    place.voice.fails = True
    with capture_logs() as told:
        assert await place.applier.in_force() is not None
    missing = [entry["sound"] for entry in told if entry["action"] == "sound_missing"]
    assert any("tenant acme, greeting" in sound for sound in missing)


async def test_what_another_release_stored_stops_a_start_and_no_apply(place: Place) -> None:
    """The message says what to do, and it can be done."""
    await place.store.save('{"words_of_tomorrow":{}}', "0" * 64)
    with pytest.raises(AcdError, match=r"version 1 .* does not fit this release.*acd apply"):
        await place.applier.in_force()
    result = await place.applier.apply(loaded())
    assert result.version == 2
    assert await place.applier.in_force() is not None


async def test_a_recording_is_taken_in_from_beside_its_configuration(place: Place, tmp_path: Path) -> None:
    """Its path begins at the folder of the file; afterwards the file is not needed any more."""
    recording = tmp_path / "hello.wav"
    recording.write_bytes(wav_bytes(np.sin(np.arange(8000, dtype=np.float32) / 3)))
    text = TEXT.replace("greeting: Good morning.", "greeting: {file: hello.wav}")
    await place.applier.apply(source.parse(text.encode(), "test.yaml", tmp_path))
    recording.unlink()
    in_force = await place.applier.in_force()
    assert in_force is not None
    (flow,) = in_force.pool.flows.values()
    (greeting,) = [step.prompts for step in flow.steps if isinstance(step, PlayStep)]
    assert [Path(f"{prompt}.wav").exists() for prompt in greeting] == [True]


async def test_nothing_is_in_force_before_the_first_apply(place: Place) -> None:
    """A fresh database says so."""
    assert await place.applier.in_force() is None


async def test_an_undo_is_a_new_version_with_the_old_document(place: Place) -> None:
    """Without a number it is the one before; the next undo takes this one back."""
    await place.applier.apply(loaded(), "one.yaml")
    await place.applier.apply(loaded(TEXT.replace("Alice", "Alison")), "two.yaml")
    result = await place.applier.undo()
    assert (result.version, [str(change) for change in result.changes]) == (
        3,
        ['~ agents.alice.name: "Alison" -> "Alice"'],
    )
    first, now = place.published[0].pool, place.published[-1].pool
    flows = {flow_id: replace(flow, version=1) for flow_id, flow in now.flows.items()}
    assert replace(now, flows=flows) == first and {flow.version for flow in now.flows.values()} == {3}
    assert (await place.applier.undo()).version == 4
    assert (await place.applier.undo(1)).version == 5
    told = [(one.version, one.file_name, one.changes, one.restores) for one in await place.store.versions()]
    assert told == [
        (5, "one.yaml", 1, 1),
        (4, "two.yaml", 1, 2),
        (3, "one.yaml", 1, 1),
        (2, "two.yaml", 1, None),
        (1, "one.yaml", 3, None),
    ]


async def test_an_undo_may_only_be_tried(place: Place) -> None:
    """A dry run tells the changes; going back to what is in force is none."""
    await place.applier.apply(loaded())
    await place.applier.apply(loaded(TEXT.replace("Alice", "Alison")))
    tried = await place.applier.undo(1, dry_run=True)
    assert (tried.version, len(tried.changes)) == (2, 1)
    assert (await place.applier.undo(2)).changes == ()
    assert len(await place.store.versions()) == 2
    assert len(place.published) == 2


async def test_nothing_to_go_back_to(place: Place) -> None:
    """Before the second version, to a number that was never given, and to a document of another release."""
    with pytest.raises(UnknownVersion, match="no version to go back to"):
        await place.applier.undo()
    await place.applier.apply(loaded())
    with pytest.raises(UnknownVersion, match="no version to go back to"):
        await place.applier.undo()
    with pytest.raises(UnknownVersion, match="no version 7: `acd versions`"):
        await place.applier.undo(7)
    await place.store.save('{"of": "the future"}', "sum")
    with pytest.raises(AcdError, match=r"version 2 .* does not fit this release"):
        await place.applier.undo(2)


async def test_a_sound_that_is_gone_stops_an_undo(place: Place) -> None:
    """All or nothing, as with an apply."""
    await place.applier.apply(loaded())
    await place.applier.apply(loaded(TEXT.replace("Good morning.", "Good evening.")))
    for sound in place.sounds.glob("**/*.wav"):
        sound.unlink()
    place.voice.fails = True
    with pytest.raises(PromptsFailed):
        await place.applier.undo()
    assert len(await place.store.versions()) == 2


async def test_catching_up_publishes_only_what_is_newer(place: Place) -> None:
    """A start without the database goes on with a copy; the version may be the same when it is back."""
    await place.applier.catch_up()
    assert place.published == [], "there is none"
    await place.applier.apply(loaded())
    await place.applier.catch_up()
    assert [one.version for one in place.published] == [1]
    newer = loaded(TEXT.replace("Alice", "Ada")).document
    await place.store.save(newer.canonical(), newer.digest())
    await place.applier.catch_up()
    assert [one.version for one in place.published] == [1, 2]
