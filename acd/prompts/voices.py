"""Which voice speaks which language."""

from collections.abc import Mapping, Sequence

from acd.prompts.command import CommandSynthesizer
from acd.prompts.espeak import EspeakSynthesizer
from acd.prompts.sources import Manner
from acd.prompts.speech import USUAL, HibariSynthesizer, Speech, Synthesizer

_BY_ESPEAK = ("de", "es", "fr", "it")


class EnglishSynthesizer:
    """Hibari, and eSpeak NG where a pitch or a variant is wanted, which Hibari does not have."""

    def __init__(self) -> None:
        self._usual = HibariSynthesizer()
        self._other = EspeakSynthesizer("en-us")

    @property
    def voice(self) -> str:
        """That of Hibari."""
        return self._usual.voice

    def speak(self, text: str, manner: Manner = USUAL) -> Speech:
        """Render a text by the voice that can do so in this manner."""
        is_usual = manner.pitch is None and manner.variant is None
        return (self._usual if is_usual else self._other).speak(text, manner)

    def rest(self) -> None:
        """Let both rest."""
        self._usual.rest()
        self._other.rest()


def shipped_voices(commands: Mapping[str, Sequence[str]] | None = None) -> Mapping[str, Synthesizer]:
    """Return the voices by language; each is loaded when it must speak. `commands` count more than what comes along."""
    others = {language: CommandSynthesizer(language, command) for language, command in (commands or {}).items()}
    return {"en": EnglishSynthesizer(), **{language: EspeakSynthesizer(language) for language in _BY_ESPEAK}, **others}
