"""Sounds and the steps of a flow as they are written: long forms, and the short ones that stand for them."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
    model_validator,
)

from acd.configuration.demands import OneLine
from acd.configuration.sentences import mistake, nearest, shown
from acd.configuration.shelf import sealed
from acd.configuration.values import Checksum, Say, Sound, SoundFile
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

    @model_validator(mode="after")
    def _one_source(self) -> "Prompt":
        given = [name for name in ("say", "sound", "file") if getattr(self, name) is not None]
        if len(given) != 1:
            raise mistake(f"{' and '.join(given) or 'nothing'} given; write exactly one of say, sound and file")
        if self.sha256 is not None and self.file is None:
            raise mistake("sha256 belongs to a file; remove it")
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
_STEP_WORDS = ("answer", "hang_up")


class Step(Fields):
    """One step of a flow: exactly one of `answer`, `play`, `queue` and `hang_up`. The bare words will do."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    answer: Literal[True] | None = Field(
        default=None, description="Answer the caller; from here on the call is billed."
    )
    play: Annotated[Prompts, Field(min_length=1)] | None = Field(
        default=None, description="Play one sound, or several after each other."
    )
    queue: OneLine | None = Field(
        default=None,
        description="Put the caller in line in this queue; the flow ends here. {id: ..., requires: ...} asks for more.",
    )
    hang_up: Literal[True] | None = Field(default=None, description="End the call.")

    @model_validator(mode="after")
    def _one_action(self) -> "Step":
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise mistake(f"{' and '.join(given) or 'nothing'} in one step; write each as an item of the list")
        return self


def _step(value: Any) -> Any:
    if isinstance(value, str):
        if value not in _STEP_WORDS:
            raise mistake(f"{shown(value)} is no step{nearest(value, Step.model_fields)}")
        return {value: True}
    if not isinstance(value, dict | Step):
        raise mistake(f"{shown(value)} is no step; write answer, {{play: ...}}, {{queue: ...}} or hang_up")
    return value


OneStep = Annotated[Step, BeforeValidator(_step, json_schema_input_type=Literal["answer", "hang_up"] | Step)]
Steps = Annotated[tuple[OneStep, ...], Strict(False), Field(min_length=1, max_length=50)]
