"""Recordings of what our dialogues say to callers, as they are written."""

from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from acd.configuration.sounds import OnePrompt
from acd.configuration.values import Language
from acd.configuration.voice_folders import from_folder, known_as
from acd.domain.caller_sentences import CallerSentence
from acd.domain.spoken_digits import KEYS

KEY_NAMES: Final = dict(zip(KEYS, (*(f"digit-{digit}" for digit in range(10)), "plus", "star", "hash"), strict=True))
"""Names of the sounds of keys."""
_NAMES = (*map(str, CallerSentence), *KEY_NAMES.values())

_SoundName = Annotated[
    str,
    AfterValidator(known_as(_NAMES, "sentence to callers")),
    WithJsonSchema({"type": "string", "enum": list(_NAMES)}),
]
_Voice = Annotated[
    dict[_SoundName, OnePrompt],
    BeforeValidator(
        from_folder(_NAMES, CallerSentence.TRY_AGAIN), json_schema_input_type=str | dict[_SoundName, OnePrompt]
    ),
]
CallerVoices = dict[Language, _Voice]
"""Sounds by language, each by its name."""
