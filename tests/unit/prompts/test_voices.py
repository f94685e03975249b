"""Which voice speaks which language."""

import numpy as np

from acd.prompts.command import CommandSynthesizer
from acd.prompts.sources import Manner
from acd.prompts.voices import EnglishSynthesizer, shipped_voices


def test_no_two_languages_have_the_same_voice() -> None:
    """Its name is what tells their sounds apart."""
    voices = shipped_voices()
    assert set(voices) == {"en", "de", "es", "fr", "it"}
    assert len({voice.voice for voice in voices.values()}) == len(voices)
    assert voices["en"].voice.startswith("hibari-")


def test_a_program_of_the_operator_counts_more() -> None:
    """Only in its language."""
    voices = shipped_voices({"de": ["/usr/bin/speak"]})
    assert isinstance(voices["de"], CommandSynthesizer)
    assert voices["en"].voice == shipped_voices()["en"].voice


def test_english_has_a_second_voice_for_what_the_first_cannot() -> None:
    """A pitch, and other speakers; a speed it can."""
    voice = EnglishSynthesizer()
    usual, fast = voice.speak("Hello there."), voice.speak("Hello there.", Manner(speed=1.5))
    high = voice.speak("Hello there.", Manner(pitch=80))
    voice.rest()
    assert usual.rate == fast.rate != high.rate
    assert len(fast.samples) < 0.9 * len(usual.samples)
    assert float(np.abs(high.samples).max()) > 0.05
