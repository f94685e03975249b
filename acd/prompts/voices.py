"""Which voice speaks which language."""

from collections.abc import Mapping

from acd.prompts.espeak import EspeakSynthesizer
from acd.prompts.speech import HibariSynthesizer, Synthesizer

_BY_ESPEAK = ("de", "es", "fr", "it")


def shipped_voices() -> Mapping[str, Synthesizer]:
    """Return the voices that come along, by language; each is loaded when it must speak."""
    return {"en": HibariSynthesizer(), **{language: EspeakSynthesizer(language) for language in _BY_ESPEAK}}
