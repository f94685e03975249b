"""eSpeak NG really speaks, in a process that does not stay."""

import sys
from pathlib import Path

import numpy as np
import pytest

from acd.prompts import espeak
from acd.prompts.espeak import EspeakFailed, EspeakSynthesizer
from acd.prompts.sources import Manner

GERMAN = "Sie werden nach dem Gespräch abgemeldet."


def test_a_sentence_takes_about_as_long_as_a_person_needs() -> None:
    """Six words in one to five seconds, loud enough to be heard; another language is another sound."""
    heard = []
    for language in ("de", "es", "fr", "it"):
        voice = EspeakSynthesizer(language)
        speech = voice.speak(GERMAN)
        voice.rest()
        assert 1.0 < len(speech.samples) / speech.rate < 5.0
        assert float(np.abs(speech.samples).max()) > 0.05
        assert speech.samples.dtype == np.float32
        assert not speech.samples[-round(0.15 * speech.rate) :].any()
        heard.append(speech.samples.tobytes())
    assert len(set(heard)) == 4


def test_sentences_follow_each_other_in_one_process_until_the_voice_may_rest() -> None:
    """The same text gives the same sound in any of them; there is nothing to end in one that never spoke."""
    voice = EspeakSynthesizer("de")
    voice.rest()
    first = voice.speak(GERMAN)
    process = voice._process
    assert process is not None
    second = voice.speak("3")
    assert voice._process is process
    assert 0.1 < len(second.samples) / second.rate < 2.0
    voice.rest()
    assert process.returncode is not None
    assert np.array_equal(voice.speak(GERMAN).samples, first.samples)
    voice.rest()


def test_no_part_of_the_library_is_in_this_process() -> None:
    """Neither its code nor its licence."""
    voice = EspeakSynthesizer("de")
    voice.speak("Hallo.")
    assert "libespeak" not in Path("/proc/self/maps").read_text()
    assert "espeakng_loader" not in sys.modules
    voice.rest()


def test_the_voice_has_a_name_with_its_version_and_language() -> None:
    """A new version makes new sounds, and so does another speed."""
    name = EspeakSynthesizer("fr").voice
    assert name.startswith("espeak-0.") and name.endswith("-fr-150")


def test_a_language_that_it_does_not_have_is_told() -> None:
    """And the next sentence is asked for all the same."""
    voice = EspeakSynthesizer("xx")
    with pytest.raises(EspeakFailed, match="eSpeak NG has no voice xx"):
        voice.speak("Hallo.")
    assert voice._process is not None
    voice.rest()


def test_a_package_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do."""
    monkeypatch.setattr(espeak, "find_spec", lambda name: None)
    with pytest.raises(EspeakFailed, match="pip install espeakng-loader"):
        EspeakSynthesizer("de").speak("Hallo.")


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import sys; sys.stdin.readline()", "died"),
        ("import sys; sys.stdin.readline(); sys.stdin.readline()", "said nothing for 0.2 s"),
        ("import sys; sys.stdin.readline(); print('{', end='', flush=True); sys.stdin.read()", "said nothing"),
    ],
)
def test_a_process_that_fails_costs_one_sentence(
    program: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ended, whatever it does; the next sentence gets another one."""
    monkeypatch.setattr(espeak, "SILENT_S", 0.2 if "nothing" in message else 10.0)
    (tmp_path / "program.py").write_text(program)
    voice = EspeakSynthesizer("de", tmp_path / "program.py")
    with pytest.raises(EspeakFailed, match=message):
        voice.speak("Hallo.")
    assert voice._process is None


def test_a_manner_is_heard() -> None:
    """Twice the speed takes little more than half the time; pitch and variant make another sound; none of it stays."""
    voice = EspeakSynthesizer("de")
    usual = voice.speak(GERMAN).samples
    assert len(voice.speak(GERMAN, Manner(speed=2.0)).samples) < 0.7 * len(usual)
    heard = {voice.speak(GERMAN, manner).samples.tobytes() for manner in (Manner(pitch=80), Manner(variant="f2"))}
    assert len(heard | {usual.tobytes()}) == 3
    assert np.array_equal(voice.speak(GERMAN).samples, usual)
    voice.rest()
