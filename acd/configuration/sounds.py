"""Sounds as they are written: the long form, and the short ones that stand for it."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
    model_validator,
)

from acd.configuration.sentences import mistake, shown
from acd.configuration.shelf import sealed
from acd.configuration.values import Checksum, Language, Say, Sound, SoundFile
from acd.configuration.written import Fields


class Prompt(Fields):
    """A sound: exactly one of `say`, `sound` and `file`. Plain text is short for `say`."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    say: Say | None = Field(default=None, description="Words to be spoken; rendered when the configuration is applied.")
    sound: Sound | None = Field(default=None, description="Name of a sound in Asterisk's sound folder, without suffix.")
    file: SoundFile | None = Field(
        default=None, description="Path of a sound file (WAV, FLAC, OGG, MP3, ...), from the folder of this file."
    )
    sha256: Checksum | None = Field(
        default=None, description="Checksum of `file`; filled in when the configuration is applied."
    )

    language: Language | None = Field(
        default=None, description="Language in which `say` is spoken; default: that of the client, or of the queue."
    )

    @model_validator(mode="after")
    def _one_source(self) -> "Prompt":
        given = [name for name in ("say", "sound", "file") if getattr(self, name) is not None]
        if len(given) != 1:
            raise mistake(f"{' and '.join(given) or 'nothing'} given; write exactly one of say, sound and file")
        if self.sha256 is not None and self.file is None:
            raise mistake("sha256 belongs to a file; remove it")
        if self.language is not None and self.say is None:
            raise mistake("language belongs to `say`; remove it")
        return self


def _prompt(value: Any) -> Any:
    if not isinstance(value, str | dict | Prompt):
        raise mistake(f"{shown(value)} is no sound; write a text in quotes, {{sound: ...}} or {{file: ...}}")
    return {"say": value} if isinstance(value, str) else value


def _taken_in(prompt: Prompt, info: ValidationInfo) -> Prompt:
    if prompt.file is None:
        return prompt
    return prompt.model_copy(update={"sha256": sealed(prompt.file, prompt.sha256, info)})


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


OnePrompt = Annotated[Prompt, BeforeValidator(_prompt, json_schema_input_type=str | Prompt), AfterValidator(_taken_in)]
Prompts = Annotated[
    tuple[OnePrompt, ...],
    Strict(False),
    Field(max_length=20),
    BeforeValidator(_as_list, json_schema_input_type=str | Prompt | list[str | Prompt]),
]
