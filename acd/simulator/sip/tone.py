"""Tones: 20 ms frames of a sine to send, and how strong one frequency is in what was received."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from acd.simulator.sip.g711 import SILENCE, encode

SAMPLE_RATE_HZ = 8000
FRAME_SAMPLES = 160
#: A quarter of full scale, about -12 dB: loud enough to find, and four tones mix without clipping.
_AMPLITUDE = 8192
_FULL_SCALE = 32768.0
#: What stands for "nothing at all" in decibels.
FLOOR_DB = -96.0


@cache
def tone_frames(frequency_hz: int, payload_type: int) -> tuple[bytes, ...]:
    """Frames that repeat without a seam, shared by all streams that send this tone."""
    # f Hz has f/50 periods per frame, so 50/gcd(f, 50) frames hold a whole number of periods.
    count = 50 // math.gcd(frequency_hz, 50)
    step = 2 * math.pi * frequency_hz / SAMPLE_RATE_HZ
    samples = [round(_AMPLITUDE * math.sin(step * index)) for index in range(count * FRAME_SAMPLES)]
    data = encode(samples, payload_type)
    return tuple(data[start : start + FRAME_SAMPLES] for start in range(0, len(data), FRAME_SAMPLES))


@cache
def silence_frames(payload_type: int) -> tuple[bytes, ...]:
    return (bytes([SILENCE[payload_type]]) * FRAME_SAMPLES,)


def amplitude(samples: Sequence[int], frequency_hz: float) -> float:
    """Amplitude of the sine of this frequency within the samples (Goertzel), in sample units."""
    if not samples:
        return 0.0
    factor = 2 * math.cos(2 * math.pi * frequency_hz / SAMPLE_RATE_HZ)
    newer = older = 0.0
    for sample in samples:
        newer, older = sample + factor * newer - older, newer
    power = newer * newer + older * older - factor * newer * older
    return 2 * math.sqrt(max(power, 0.0)) / len(samples)


def level_db(value: float) -> float:
    """Decibels of an amplitude below a sine of full scale; FLOOR_DB at the bottom."""
    return max(FLOOR_DB, 20 * math.log10(value / _FULL_SCALE)) if value > 0 else FLOOR_DB


def overall(samples: Sequence[int]) -> float:
    """Amplitude of the one sine that would carry the energy of all the samples."""
    if not samples:
        return 0.0
    return math.sqrt(2 * sum(sample * sample for sample in samples) / len(samples))
