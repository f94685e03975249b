"""The sound files beside a configuration: each is read and checked once, however often it is named."""

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationInfo

from acd.configuration.sentences import mistake
from acd.prompts.recordings import LONGEST_MUSIC_S, LONGEST_S, SUFFIXES, RecordingUnusable, checksum, contents, decoded
from acd.prompts.sources import Recorded

Known = Callable[[Recorded], bool]
"""Tells whether a file was taken in already, and so need not be decoded to know that it can be."""
SHELF = "shelf"
"""Key of the validation context. Without it, sound files are not looked at."""


class Shelf:
    """The folder where the paths of sound files begin. Its methods block."""

    def __init__(self, folder: Path, known: Known = lambda _: False) -> None:
        self._folder = folder
        self._is_known = known
        self._looked_at: dict[tuple[str, bool], str | RecordingUnusable] = {}

    def checksum(self, name: str, *, is_music: bool = False) -> str:
        """The checksum of a file that can be played. Raises RecordingUnusable."""
        if (name, is_music) not in self._looked_at:
            self._looked_at[name, is_music] = self._checked(name, is_music)
        found = self._looked_at[name, is_music]
        if isinstance(found, RecordingUnusable):
            raise found
        return found

    def _checked(self, name: str, is_music: bool) -> str | RecordingUnusable:
        try:
            data = contents(self._folder / name)
        except RecordingUnusable as error:
            return error
        found = checksum(data)
        if self._is_known(Recorded(name, found, is_music=is_music)):
            return found
        try:
            decoded(data, LONGEST_MUSIC_S if is_music else LONGEST_S)
        except RecordingUnusable as error:
            return RecordingUnusable(f"{name}: {error}")
        return found

    def listed(self, name: str) -> list[str]:
        """The sound files of a folder, in the order of their names. Raises RecordingUnusable."""
        folder = self._folder / name
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise RecordingUnusable(f"folder {folder} cannot be read: {reason}") from error
        # hidden ones are left by other systems: ._music.mp3
        heard = (one for one in names if one.lower().endswith(SUFFIXES) and not one.startswith("."))
        return [f"{name.rstrip('/')}/{one}" for one in heard]


def shelf_of(info: ValidationInfo) -> Shelf | None:
    """The shelf of a validation, if files are looked at."""
    shelf: Shelf | None = (info.context or {}).get(SHELF)
    return shelf


def sealed(name: str, sha256: str | None, info: ValidationInfo, *, is_music: bool = False) -> str | None:
    """Check a file while its line is at hand, and return its checksum: the file may change after the apply.

    Raises what a validator may raise. Without a shelf the checksum is what was given.
    """
    shelf = shelf_of(info)
    if shelf is None:
        return sha256
    try:
        found = shelf.checksum(name, is_music=is_music)
    except RecordingUnusable as error:
        raise mistake(str(error)) from error
    if sha256 not in (None, found):
        raise mistake(f"{name} has another checksum; remove sha256, or bring back the file that it is of")
    return found
