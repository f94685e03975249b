"""Tones to send and to find."""

import pytest

from acd.simulator.sip.g711 import decode
from acd.simulator.sip.sdp import PCMA, PCMU
from acd.simulator.sip.tone import FLOOR_DB, amplitude, level_db, overall, silence_frames, tone_frames


@pytest.mark.parametrize("law", [PCMU, PCMA])
@pytest.mark.parametrize("frequency_hz", [400, 440, 1004, 1633])
def test_a_tone_is_found_at_its_frequency_and_nowhere_else(law: int, frequency_hz: int) -> None:
    """-12 dB there, 30 dB less elsewhere, no click where the frames repeat."""
    frames = tone_frames(frequency_hz, law)
    samples = decode(b"".join(frames[index % len(frames)] for index in range(3, 13)), law)
    assert level_db(amplitude(samples, frequency_hz)) == pytest.approx(-12, abs=0.3)
    assert level_db(overall(samples)) == pytest.approx(-12, abs=0.3)
    assert level_db(amplitude(samples, frequency_hz + 155)) < -42


def test_silence_has_no_level() -> None:
    """Silence and nothing at all are the floor."""
    samples = decode(silence_frames(PCMU)[0], PCMU)
    assert level_db(amplitude(samples, 440)) == FLOOR_DB
    assert amplitude([], 440) == overall([]) == 0
