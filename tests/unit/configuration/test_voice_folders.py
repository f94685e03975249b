"""Recordings of many sentences at once."""

from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationError

from acd.configuration.shelf import SHELF, Shelf
from acd.configuration.voice_folders import from_folder, known_as

NAMES = ("yes", "no")
FILLED: TypeAdapter[Any] = TypeAdapter(Annotated[Any, BeforeValidator(from_folder(NAMES, "yes"))])
KNOWN: TypeAdapter[str] = TypeAdapter(Annotated[str, AfterValidator(known_as(NAMES, "answer"))])


def test_a_folder_is_short_for_its_recordings(tmp_path: Path) -> None:
    """Those whose names mean something, in the order of the names; what is no folder stays what it is."""
    for name in ("no.wav", "yes.flac", "maybe.wav", "notes.txt"):
        (tmp_path / name).touch()
    read = FILLED.validate_python(".", context={SHELF: Shelf(tmp_path)})
    assert read == {"yes": {"file": "./yes.flac"}, "no": {"file": "./no.wav"}}
    assert list(read) == ["yes", "no"]
    assert FILLED.validate_python({"yes": "Yes."}) == {"yes": "Yes."}


@pytest.mark.parametrize(
    ("folder", "message"), [(".", r"no recording of a sentence, such as yes\.wav"), ("none", "none cannot be read")]
)
def test_a_folder_without_recordings_is_a_mistake(tmp_path: Path, folder: str, message: str) -> None:
    """It is not what was meant."""
    with pytest.raises(ValidationError, match=message):
        FILLED.validate_python(folder, context={SHELF: Shelf(tmp_path)})


def test_a_folder_needs_somebody_who_can_read_it() -> None:
    """The controller is on another machine."""
    with pytest.raises(ValidationError, match="only `acd apply` can read it"):
        FILLED.validate_python("sounds")


def test_a_misspelt_name_is_told_its_nearest() -> None:
    """Others are not looked at."""
    assert KNOWN.validate_python("no") == "no"
    with pytest.raises(ValidationError, match='"yess" is no answer; did you mean yes'):
        KNOWN.validate_python("yess")
