"""Samples -> telephone sound: 8 kHz, one channel, 16 bit, even loudness. Pure arithmetic, no files."""

import io
import wave
from typing import TypeAlias

import numpy as np
import soxr
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]
"""One channel, -1.0 to 1.0."""

TELEPHONE_RATE = 8000
"""Samples per second. Asterisk plays a .wav of no other rate."""
LEVEL_DBFS = -20.0
"""Loudness of speech while somebody speaks (RMS); about that of a person on the line."""
MUSIC_DBFS = -24.0
"""Loudness of music for those who wait: less than that of a voice, which must be understood above it."""
PEAK_DBFS = -1.0
"""No sample is louder than this."""
MOST_BOOST_DB = 12.0
"""How much louder a recording of the user is made at most."""

_FRAME = TELEPHONE_RATE // 50
_LEAD_S = 0.1
_TAIL_S = 0.15
_PAUSE_DB = -35.0
"""Frames (20 ms) that much below the loudest are pauses and do not count as speech."""


def to_telephone(samples: Samples, rate: int) -> Samples:
    """Convert to 8 kHz; what a telephone cannot carry is filtered out, or it would come back as noise."""
    if rate == TELEPHONE_RATE:
        return samples
    converted: Samples = soxr.resample(samples, rate, TELEPHONE_RATE)
    return converted


def levelled(samples: Samples, wanted_rms: float = 10 ** (LEVEL_DBFS / 20)) -> Samples:
    """Bring 8 kHz speech to a loudness, or as near as PEAK_DBFS allows. Silence stays silence."""
    peak = float(np.max(np.abs(samples), initial=0.0))
    loudness = speech_rms(samples)
    if peak == 0.0 or loudness == 0.0:
        return samples
    gain = min(wanted_rms / loudness, _amplitude(PEAK_DBFS) / peak)
    return (samples * gain).astype(np.float32)


def evened(samples: Samples, level_dbfs: float) -> Samples:
    """Bring 8 kHz sound nearer to a loudness by one gain, so that its soft and loud parts stay what they were.

    Never by more than MOST_BOOST_DB, or the noise of a soft recording would be heard, and never above PEAK_DBFS.
    """
    loudness = speech_rms(samples)
    wanted = _amplitude(level_dbfs)
    return levelled(samples, min(wanted, loudness * _amplitude(MOST_BOOST_DB)))


def speech_rms(samples: Samples) -> float:
    """Root mean square of 8 kHz speech without its pauses; 0.0 for silence."""
    power = _frame_power(samples)
    spoken = power[_is_spoken(power)]
    return float(np.sqrt(spoken.mean())) if len(spoken) else 0.0


def trimmed(samples: Samples) -> Samples:
    """Leave 0.1 s before and 0.15 s after 8 kHz speech: a voice's long pauses would keep people waiting."""
    spoken = np.flatnonzero(_is_spoken(_frame_power(samples)))
    if len(spoken) == 0:
        return samples
    first = int(spoken[0]) * _FRAME - round(_LEAD_S * TELEPHONE_RATE)
    last = (int(spoken[-1]) + 1) * _FRAME + round(_TAIL_S * TELEPHONE_RATE)
    return samples[max(first, 0) : last]


def _frame_power(samples: Samples) -> NDArray[np.float64]:
    """Mean square of each 20 ms."""
    whole = len(samples) // _FRAME * _FRAME
    frames: NDArray[np.float64] = np.mean(samples[:whole].astype(np.float64).reshape(-1, _FRAME) ** 2, axis=1)
    return frames


def _is_spoken(power: NDArray[np.float64]) -> NDArray[np.bool_]:
    spoken: NDArray[np.bool_] = (power > 0) & (power >= power.max(initial=0.0) * 10 ** (_PAUSE_DB / 10))
    return spoken


def wav_bytes(samples: Samples) -> bytes:
    """A WAV file of 8 kHz samples: one channel, 16 bit."""
    words = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(TELEPHONE_RATE)
        file.writeframes(words.tobytes())
    return held.getvalue()


def _amplitude(level_db: float) -> float:
    return float(10 ** (level_db / 20))
