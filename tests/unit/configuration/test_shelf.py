"""Sound files beside a configuration: each is read once, and what is wrong with it is told each time."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationInfo, field_validator

from acd.configuration import shelf
from acd.configuration.shelf import SHELF, Shelf, sealed, shelf_of
from acd.prompts.recordings import RecordingUnusable, checksum, contents
from acd.prompts.sources import Recorded
from tests.fixtures.tunes import write_tune


def test_a_file_that_is_named_often_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty tenants may have the same music."""
    read: list[str] = []

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return contents(path)

    monkeypatch.setattr(shelf, "contents", counted)
    write_tune(tmp_path / "a.mp3", 500)
    here = Shelf(tmp_path)
    assert {here.checksum("a.mp3") for _ in range(3)} == {checksum((tmp_path / "a.mp3").read_bytes())}
    for _ in range(2):
        with pytest.raises(RecordingUnusable, match="there is no file"):
            here.checksum("b.mp3")
    assert read == ["a.mp3", "b.mp3"]


def test_a_prompt_may_not_be_as_long_as_music(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same file can be good for one and not for the other."""
    monkeypatch.setattr(shelf, "LONGEST_S", 1)
    write_tune(tmp_path / "a.mp3", 500, 2.0)
    here = Shelf(tmp_path)
    assert here.checksum("a.mp3", is_music=True)
    with pytest.raises(RecordingUnusable, match=r"^a\.mp3: it lasts more than 0 minutes; cut it$"):
        here.checksum("a.mp3")


def test_what_was_taken_in_is_not_decoded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours of music are checked in the time of reading them; as a prompt they are another sound."""

    def never(data: bytes, longest_s: int) -> None:
        raise AssertionError(longest_s)

    monkeypatch.setattr(shelf, "decoded", never)
    (tmp_path / "a.mp3").write_bytes(b"music")
    here = Shelf(tmp_path, lambda source: source == Recorded("a.mp3", checksum(b"music"), is_music=True))
    assert here.checksum("a.mp3", is_music=True) == checksum(b"music")
    with pytest.raises(AssertionError, match="600"):
        here.checksum("a.mp3")


def test_a_folder_is_listed_by_names(tmp_path: Path) -> None:
    """Only what is called like a sound."""
    for name in ("b.WAV", "a.mp3", "a.txt", ".c.mp3"):
        (tmp_path / name).write_text("")
    assert Shelf(tmp_path.parent).listed(f"{tmp_path.name}/") == [f"{tmp_path.name}/a.mp3", f"{tmp_path.name}/b.WAV"]
    with pytest.raises(RecordingUnusable, match="Not a directory"):
        Shelf(tmp_path).listed("a.txt")


class Named(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def _sealed(cls, name: str, info: ValidationInfo) -> str:
        assert (shelf_of(info) is None) == (info.context is None)
        return str(sealed(name, None, info))


def test_without_a_shelf_no_file_is_looked_at(tmp_path: Path) -> None:
    """What comes over the API names files that are none of its sender's business."""
    write_tune(tmp_path / "a.mp3", 500)
    assert Named.model_validate({"name": "a.mp3"}).name == "None"
    seal = checksum((tmp_path / "a.mp3").read_bytes())
    assert Named.model_validate({"name": "a.mp3"}, context={SHELF: Shelf(tmp_path)}).name == seal
