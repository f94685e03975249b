"""Companding."""

import pytest

from acd.simulator.sip.g711 import SAMPLES, SILENCE, decode, encode
from acd.simulator.sip.sdp import PCMA, PCMU


@pytest.mark.parametrize("law", [PCMU, PCMA])
def test_every_code_survives(law: int) -> None:
    """Encoding the sample of a code gives a code of the same sample."""
    assert [decode(encode([sample], law), law)[0] for sample in SAMPLES[law]] == list(SAMPLES[law])
    assert abs(SAMPLES[law][SILENCE[law]]) <= 8


def test_known_values() -> None:
    """Ends and middle of both scales (ITU-T G.711 tables 1 and 2)."""
    assert (SAMPLES[PCMU][0x00], SAMPLES[PCMU][0x80], SAMPLES[PCMU][0xFF]) == (-32124, 32124, 0)
    assert (SAMPLES[PCMA][0xAA], SAMPLES[PCMA][0x2A], SAMPLES[PCMA][0xD5]) == (32256, -32256, 8)
