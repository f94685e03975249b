"""Music as it is written: a class of Asterisk's, files, or a folder; each mistake at its own line."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from acd.configuration import music
from acd.configuration.mistakes import ConfigurationError
from acd.configuration.music import Music, OwnMusic, Track
from acd.configuration.schema import Document
from acd.configuration.source import load, parse
from acd.prompts.recordings import checksum
from tests.fixtures.tunes import write_tune

SEAL = "0" * 64
NO_SOUND = (
    "it is no sound that can be read here (WAV, AIFF, FLAC, OGG, Opus, MP3, AU, CAF); "
    "convert it with: ffmpeg -i FILE new.flac"
)


def written(value: Any) -> Any:
    return TypeAdapter(Music).validate_python(value)


def queue_with(folder: Path, text: str) -> Any:
    """Return the music of a queue in a file of this folder."""
    (folder / "demo.yaml").write_text(f"queues:\n  - id: support\n    music: {text}\n")
    return load(folder / "demo.yaml").document.queues[0].music


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        queue_with(folder, text)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("calm", "calm"),
        ("a.mp3", OwnMusic(files=(Track(file="a.mp3"),))),
        (["a.mp3", {"file": "b.OGG"}], OwnMusic(files=(Track(file="a.mp3"), Track(file="b.OGG")))),
        ({"files": ["a.flac"], "order": "random"}, OwnMusic(files=(Track(file="a.flac"),), order="random")),
    ],
)
def test_short_forms_mean_what_the_long_ones_say(short: Any, long: Any) -> None:
    """A bare word is a class, what ends like a sound is a file."""
    assert written(short) == long


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "3 is no music; write the name of a class, a list of files, or {folder: ...}"),
        ({}, "no music given; write files or a folder"),
        ([], "no music given; write files or a folder"),
        ({"folder": "sales"}, "a folder can be read by `acd apply` only, where its files are; or name the files"),
        ({"files": ["a.mp3"], "order": "loud"}, '"loud" does not fit; use listed or random'),
        (["a.m4a"], '"a.m4a" is no sound file; use one whose name ends in '),
        ("a b", '"a b" does not fit; use the name of a class of music on hold in Asterisk, such as default, or'),
    ],
)
def test_what_is_no_music_is_told_what_to_write(value: Any, message: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValidationError) as caught:
        written(value)
    assert str(caught.value.errors()[0]["msg"]).startswith(message)


def test_what_was_written_before_there_were_files_is_the_same_document() -> None:
    """The digest of a stored configuration does not change."""
    document = parse(b"queues: [{id: q, music: calm}]\ntenants: [{id: t, name: T}]", "x").document
    assert '"music":"calm"' in document.canonical()
    assert "music" not in document.tree()["tenants"][0]
    assert Document.from_canonical(document.canonical()) == document


def test_files_are_sealed_and_found_without_their_folder_afterwards(tmp_path: Path) -> None:
    """For a queue and for a tenant."""
    write_tune(tmp_path / "a.mp3", 500)
    found = queue_with(tmp_path, "[a.mp3]")
    assert found == OwnMusic(files=(Track(file="a.mp3", sha256=checksum((tmp_path / "a.mp3").read_bytes())),))
    document = parse(b"tenants: [{id: t, name: T, music: {files: [a.mp3]}}]", "x", tmp_path).document
    assert document.tenants[0].music == found
    assert Document.from_canonical(document.canonical()) == document


def test_a_folder_is_its_sound_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    """What else lies there, hidden files too, is passed over; another apply looks anew."""
    for name in ("b.flac", "a.ogg"):
        write_tune(tmp_path / "sales" / name, 500)
    for name in ("._a.mp3", "notes.txt"):
        (tmp_path / "sales" / name).write_text("no sound")
    found = queue_with(tmp_path, "{folder: sales/, order: random}")
    assert [track.file for track in found.files] == ["sales/a.ogg", "sales/b.flac"]
    assert (found.folder, found.order) == ("sales/", "random")
    again = OwnMusic.model_validate(found.model_dump())
    assert again == found
    write_tune(tmp_path / "sales/c.au", 500)
    sealed = f"{{folder: sales, files: [{{file: x.wav, sha256: '{SEAL}'}}]}}"
    assert len(queue_with(tmp_path, sealed).files) == 3


def test_each_mistake_has_its_line_and_field(tmp_path: Path) -> None:
    """Broken, empty, not there, a file of something else."""
    write_tune(tmp_path / "good.mp3", 500)
    (tmp_path / "text.mp3").write_text("hello")
    (tmp_path / "empty.ogg").write_bytes(b"")
    text = "\n      files:\n        - good.mp3\n        - text.mp3\n        - file: none.wav\n        - empty.ogg"
    assert complaints(tmp_path, text) == [
        f"demo.yaml:6: queues[0].music.files[1]: text.mp3: {NO_SOUND}",
        f"demo.yaml:7: queues[0].music.files[2]: there is no file {tmp_path}/none.wav",
        "demo.yaml:8: queues[0].music.files[3]: empty.ogg: it is empty; save it again",
    ]
    assert complaints(tmp_path, "[good.mp3, text.mp3]") == [f"demo.yaml:3: queues[0].music[1]: text.mp3: {NO_SOUND}"]
    seal = f"\n      - {{file: good.mp3, sha256: '{SEAL}'}}"
    assert complaints(tmp_path, seal) == [
        "demo.yaml:4: queues[0].music[0]: good.mp3 has another checksum; remove sha256, or bring back the file that "
        "it is of"
    ]


def test_each_mistake_of_a_folder_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They have one line together."""
    (tmp_path / "sales").mkdir()
    assert complaints(tmp_path, "{folder: none}") == [
        f"demo.yaml:3: queues[0].music: folder {tmp_path}/none cannot be read: No such file or directory"
    ]
    (none,) = complaints(tmp_path, "{folder: sales}")
    assert none.startswith('demo.yaml:3: queues[0].music: there is no sound file in "sales"; known endings: .wav, ')
    assert complaints(tmp_path, "{folder: sales, files: [a.mp3]}") == [
        "demo.yaml:3: queues[0].music: files and folder given; write one of them"
    ]
    (tmp_path / "sales/a.mp3").write_text("hello")
    assert complaints(tmp_path, "{folder: sales}") == [f"demo.yaml:3: queues[0].music: sales/a.mp3: {NO_SOUND}"]
    monkeypatch.setattr(music, "MOST_FILES", 0)
    assert complaints(tmp_path, "{folder: sales}") == [
        'demo.yaml:3: queues[0].music: "sales" has 1 sound files; 0 are the limit'
    ]
