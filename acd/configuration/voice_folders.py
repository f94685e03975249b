"""Recordings of many sentences at once: each by its name, or a folder whose files have these names."""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationInfo

from acd.configuration.sentences import mistake, nearest, shown
from acd.configuration.shelf import shelf_of
from acd.prompts.recordings import RecordingUnusable


def from_folder(names: Sequence[str], example: str) -> Callable[[Any, ValidationInfo], Any]:
    """Return a validator: a folder is short for its recordings that are named so, `example` among them."""

    def filled(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        shelf = shelf_of(info)
        if shelf is None:
            raise mistake(f"{shown(value)} is a folder, and only `acd apply` can read it; or name each sound")
        try:
            files = {PurePosixPath(file).stem: file for file in shelf.listed(value)}
        except RecordingUnusable as error:
            raise mistake(str(error)) from error
        found = {name: {"file": files[name]} for name in names if name in files}
        if not found:
            raise mistake(f"{shown(value)} has no recording of a sentence, such as {example}.wav")
        return found

    return filled


def known_as(names: Sequence[str], what: str) -> Callable[[str], str]:
    """Return a validator of a sound's name."""

    def known(name: str) -> str:
        if name not in names:
            raise mistake(f"{shown(name)} is no {what}{nearest(name, names)}")
        return name

    return known
