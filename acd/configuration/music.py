"""Music for those who wait, as it is written: the name of a class in Asterisk, or files of one's own."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Strict, Tag, ValidationInfo, model_validator

from acd.configuration.sentences import mend, mistake, shown
from acd.configuration.shelf import sealed, shelf_of
from acd.configuration.values import Checksum, MusicClass, SoundFile, SoundFolder
from acd.configuration.written import Fields
from acd.prompts.recordings import SUFFIXES, RecordingUnusable

MOST_FILES = 200
_CLASS, _OWN = "class", "own"


class Track(Fields):
    """One file of music. Plain text is short for `file`."""

    file: SoundFile = Field(description="Path of a sound file, from the folder of this file; up to 30 minutes.")
    sha256: Checksum | None = Field(
        default=None, description="Checksum of `file`; filled in when the configuration is applied."
    )


def _track(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


def _taken_in(track: Track, info: ValidationInfo) -> Track:
    return track.model_copy(update={"sha256": sealed(track.file, track.sha256, info, is_music=True)})


OneTrack = Annotated[Track, BeforeValidator(_track, json_schema_input_type=str | Track), AfterValidator(_taken_in)]


class OwnMusic(Fields):
    """Files that are played to those who wait: `files` or a `folder`. A bare list is short for `files`."""

    files: Annotated[tuple[OneTrack, ...], Strict(False), Field(max_length=MOST_FILES)] = Field(
        default=(), description="Sound files; of a folder: filled in when the configuration is applied."
    )
    folder: SoundFolder | None = Field(
        default=None, description="Folder with sound files, from the folder of this file; all of them are played."
    )
    order: Annotated[Literal["listed", "random"], mend("use listed or random")] = Field(
        default="listed",
        description="listed: each caller hears the files from the first on, a folder by their names; random.",
    )

    @model_validator(mode="before")
    @classmethod
    def _folder_read(cls, value: Any, info: ValidationInfo) -> Any:
        """Put the files of a folder in their place, where files are looked at."""
        shelf = shelf_of(info)
        if shelf is None or not isinstance(value, dict) or not isinstance(value.get("folder"), str):
            return value
        if any(not isinstance(one, dict) or "sha256" not in one for one in value.get("files") or ()):
            raise mistake("files and folder given; write one of them")
        try:
            found = shelf.listed(value["folder"])
        except RecordingUnusable as error:
            raise mistake(str(error)) from error
        if not found:
            raise mistake(f"there is no sound file in {shown(value['folder'])}; known endings: {', '.join(SUFFIXES)}")
        if len(found) > MOST_FILES:
            raise mistake(f"{shown(value['folder'])} has {len(found)} sound files; {MOST_FILES} are the limit")
        return {**value, "files": [{"file": name} for name in found]}

    @model_validator(mode="after")
    def _something(self) -> "OwnMusic":
        if not self.files and self.folder is None:
            raise mistake("no music given; write files or a folder")
        if not self.files:
            raise mistake("a folder can be read by `acd apply` only, where its files are; or name the files")
        return self


def _music(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return {"files": value}
    if isinstance(value, str) and value.lower().endswith(SUFFIXES):
        return {"files": [value]}
    if not isinstance(value, str | dict | OwnMusic):
        raise mistake(f"{shown(value)} is no music; write the name of a class, a list of files, or {{folder: ...}}")
    return value


def _kind(value: Any) -> str:
    return _CLASS if isinstance(value, str) else _OWN


Music: TypeAlias = Annotated[
    Annotated[MusicClass, Tag(_CLASS)] | Annotated[OwnMusic, Tag(_OWN)],
    Discriminator(_kind),
    BeforeValidator(_music, json_schema_input_type=MusicClass | list[str | Track] | OwnMusic),
]
