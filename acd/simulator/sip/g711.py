"""G.711: the 256 values of mu-law and A-law, and the nearest code of a sample (ITU-T G.711)."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

from acd.simulator.sip.sdp import PCMA, PCMU


def _mu_law(code: int) -> int:
    code = ~code & 0xFF
    magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
    return -magnitude if code & 0x80 else magnitude


def _a_law(code: int) -> int:
    code ^= 0x55
    segment = (code & 0x70) >> 4
    magnitude = ((code & 0x0F) << 4) + (8 if segment == 0 else 0x108)
    if segment > 1:
        magnitude <<= segment - 1
    return magnitude if code & 0x80 else -magnitude


#: Sample (signed 16 bit) of each code, by payload type.
SAMPLES: dict[int, tuple[int, ...]] = {
    PCMU: tuple(map(_mu_law, range(256))),
    PCMA: tuple(map(_a_law, range(256))),
}
#: Code of silence, by payload type.
SILENCE: dict[int, int] = {PCMU: 0xFF, PCMA: 0xD5}


@cache
def _ordered(payload_type: int) -> tuple[list[int], list[int]]:
    pairs = sorted((sample, code) for code, sample in enumerate(SAMPLES[payload_type]))
    return [sample for sample, _ in pairs], [code for _, code in pairs]


def encode(samples: list[int], payload_type: int) -> bytes:
    """Nearest code of each sample. Slow by design (a search): tones are encoded once and kept."""
    values, codes = _ordered(payload_type)
    encoded = bytearray()
    for sample in samples:
        index = min(bisect_left(values, sample), len(values) - 1)
        if index and sample - values[index - 1] <= values[index] - sample:
            index -= 1
        encoded.append(codes[index])
    return bytes(encoded)


def decode(payload: bytes, payload_type: int) -> list[int]:
    """Samples (signed 16 bit) of a G.711 payload."""
    table = SAMPLES[payload_type]
    return [table[code] for code in payload]
