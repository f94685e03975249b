"""Text -> samples. The voice runs on this machine; no text leaves it."""

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np

from acd.prompts.audio import Samples
from acd.prompts.sources import Manner

USUAL = Manner()


@dataclass(frozen=True, slots=True)
class Speech:
    """What a voice made of a text."""

    samples: Samples
    rate: int
    """Samples per second."""


class Synthesizer(Protocol):
    """A voice."""

    @property
    def voice(self) -> str:
        """Name, version and language: two voices of the same name sound the same."""

    def speak(self, text: str, manner: Manner) -> Speech:
        """Render a text. Blocking, at most about 0.1 s for a sentence. May raise anything."""

    def rest(self) -> None:
        """Let go of what is only held while one sentence follows the other."""


class HibariSynthesizer:
    """The English voice that comes with the package hibari-tts. Not safe for several threads at once."""

    def __init__(self) -> None:
        self._engine: Any = None

    @cached_property
    def voice(self) -> str:
        """Name and version of the voice; looked up once, as it is in the name of every sound."""
        return f"hibari-{version('hibari-tts')}-heart"

    def speak(self, text: str, manner: Manner = USUAL) -> Speech:
        """Render a text; the first one takes half a second longer. It has one pitch and no variants."""
        if self._engine is None:
            # imported here: it loads a neural network, which is not needed while every text is in the store
            from hibari import Hibari

            self._engine = Hibari()
        # the same seed each time: the same text always gives the same file
        samples = np.asarray(self._engine(text, speed=manner.speed, seed=0), dtype=np.float32)
        return Speech(samples, int(self._engine.sample_rate))

    def rest(self) -> None:
        """Keep the network: loading it is what takes long."""
