"""The voice that comes with the package really speaks."""

import subprocess
import sys

import numpy as np
import pytest

from acd.prompts.speech import HibariSynthesizer


@pytest.fixture(scope="module")
def synthesizer() -> HibariSynthesizer:
    return HibariSynthesizer()


def test_a_sentence_takes_about_as_long_as_a_person_needs(synthesizer: HibariSynthesizer) -> None:
    """Six words in one to five seconds, loud enough to be heard."""
    speech = synthesizer.speak("Thank you for calling Acme Plumbing.")
    assert 1.0 < len(speech.samples) / speech.rate < 5.0
    assert float(np.abs(speech.samples).max()) > 0.05
    assert speech.samples.dtype == np.float32


def test_the_same_text_always_sounds_the_same(synthesizer: HibariSynthesizer) -> None:
    """Otherwise a cache would decide what callers hear."""
    first, second = synthesizer.speak("Hello."), synthesizer.speak("Hello.")
    assert np.array_equal(first.samples, second.samples)


def test_the_voice_has_a_name_with_its_version(synthesizer: HibariSynthesizer) -> None:
    """A new version makes new sounds."""
    assert synthesizer.voice.startswith("hibari-")
    assert synthesizer.voice.endswith("-heart")


def test_the_network_is_loaded_only_when_something_must_be_said() -> None:
    """A start with every sound in the store does not wait for it."""
    code = (
        "import sys; from acd.prompts.speech import HibariSynthesizer; HibariSynthesizer().voice; "
        "sys.exit('hibari' in sys.modules or 'onnxruntime' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
