"""WAV files for tests."""

import io
import wave

import numpy as np

from acd.prompts.audio import Samples


def tone(hertz: float, rate: int, seconds: float = 1.0) -> Samples:
    """A sine of full loudness."""
    return np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate).astype(np.float32)


def wav(samples: Samples, rate: int, width: int = 2, channels: int = 1) -> bytes:
    """The samples in every channel, as a WAV file of `width` bytes for each."""
    whole = np.round(samples.astype(np.float64) * (2 ** (8 * width - 1) - 1)).astype("<i8")
    if width == 1:
        whole += 128
    octets = np.repeat(whole, channels).view(np.uint8).reshape(-1, 8)[:, :width]
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(octets.tobytes())
    return held.getvalue()
