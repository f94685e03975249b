"""Feature codes as they are written."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, Strict, WithJsonSchema

from acd.configuration.sentences import mend
from acd.configuration.sounds import OnePrompt
from acd.configuration.values import FeatureCode, Language, PauseDigit, PauseReason
from acd.configuration.voice_folders import from_folder, known_as
from acd.configuration.written import Fields
from acd.domain.feature_codes import MORE, Sentence, number_name
from acd.domain.feature_codes import FeatureCode as Meaning

OFF = "off"
_NAMES = (*map(str, Sentence), *map(number_name, range(MORE + 1)))
"""Of sounds in a folder."""


class PauseChoice(Fields):
    """A reason that an agent chooses by a digit."""

    digit: PauseDigit = Field(description="Digit that chooses it; unique.")
    reason: PauseReason = Field(description="Reason of the pause, in records and reports.")
    prompt: OnePrompt | None = Field(
        default=None, description="Played when the agent is asked, such as: For lunch, press 1. Default: just that."
    )


SoundName = Annotated[
    str,
    AfterValidator(known_as(_NAMES, "sentence of feature codes")),
    WithJsonSchema({"type": "string", "enum": list(_NAMES)}),
]
Voice = Annotated[
    dict[SoundName, OnePrompt],
    BeforeValidator(from_folder(_NAMES, Sentence.SIGNED_IN), json_schema_input_type=str | dict[SoundName, OnePrompt]),
]


def _code(default: str, text: str) -> Any:
    return Field(default=default, description=f"{text}; off: there is no such code.")


class FeatureCodes(Fields):
    """Codes that agents dial. Each can be another one, or off."""

    sign_in: FeatureCode = _code("*11", "Sign in at this phone with agent number and PIN")
    sign_out: FeatureCode = _code("*12", "Sign out at this phone")
    toggle_sign_in: FeatureCode = _code("*45", "Sign in or out at one's own phone, without PIN")
    pause: FeatureCode = _code("*46", "Pause or resume; with a digit behind it for that reason")
    waiting: FeatureCode = _code("*47", "Hear how many wait; with * and a queue's number behind it in that queue")
    ready: FeatureCode = _code("*61", "End the wrap-up")
    extend_wrapup: FeatureCode = _code("*62", "Get more time for wrap-up")
    recording: FeatureCode = _code("*63", "Record the call in hand, pause the recording, go on with it")
    supervisor: FeatureCode = _code("*64", "Call for a supervisor, or take that back")
    pause_reasons: Annotated[tuple[PauseChoice, ...], Strict(False), Field(max_length=10)] = Field(
        default=(), description="Reasons of pauses, each chosen by a digit."
    )
    extend_wrapup_s: Annotated[float, Field(ge=1, le=3600), mend("use 1 to 3600 seconds")] = Field(
        default=60.0, description="Seconds that one more wrap-up lasts (1 to 3600)."
    )
    supervisor_ring_s: Annotated[float, Field(ge=1, le=300), mend("use 1 to 300 seconds")] | None = Field(
        default=None,
        description="Seconds that supervisors are rung for an agent who calls for one (1 to 300); default: 30.",
    )
    voices: dict[Language, Voice] = Field(
        default={},
        description="Sounds of sentences and numbers by language: a folder of recordings (signed-in.wav), or each by "
        "its name. What is missing is spoken (de, en, es, fr, it), or else said in English.",
    )

    def dialled(self) -> dict[Meaning, str]:
        """Return what is dialled for each meaning that is not switched off."""
        written = {meaning: str(getattr(self, meaning)) for meaning in Meaning}
        return {meaning: code for meaning, code in written.items() if code != OFF}
