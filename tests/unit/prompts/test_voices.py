"""Which voice speaks which language."""

from acd.prompts.voices import shipped_voices


def test_no_two_languages_have_the_same_voice() -> None:
    """Its name is what tells their sounds apart."""
    voices = shipped_voices()
    assert set(voices) == {"en", "de", "es", "fr", "it"}
    assert len({voice.voice for voice in voices.values()}) == len(voices)
    assert voices["en"].voice.startswith("hibari-")
