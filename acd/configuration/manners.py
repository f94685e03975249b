"""How a client's voice speaks, as it is written."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from acd.configuration.sentences import mend, mistake
from acd.configuration.written import Fields
from acd.prompts.sources import Manner

_VARIANTS = "use one of f1 to f5 (women) and m1 to m8 (men)"


class Voice(Fields):
    """How texts to callers are spoken, where it is not as usual."""

    speed: Annotated[float, Field(ge=0.5, le=2), mend("use 0.5 (half as fast) to 2 (twice)")] | None = Field(
        default=None, description="How fast: 0.5 (half) to 2 (twice); default: 1."
    )
    pitch: Annotated[int, Field(ge=0, le=99), mend("use 0 (low) to 99 (high)")] | None = Field(
        default=None, description="How high: 0 to 99; default: 50, or the voice's own."
    )
    variant: (
        Annotated[
            Literal["f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"], mend(_VARIANTS)
        ]
        | None
    ) = Field(default=None, description="Another speaker: f1 to f5 (women) or m1 to m8 (men); default: the usual one.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise mistake("is empty; write speed, pitch or variant, or remove it")
        return self

    def manner(self) -> Manner | None:
        """Return what the voice is told; None: as usual."""
        made = Manner(self.speed or 1.0, self.pitch, self.variant)
        return None if made == Manner() else made
