"""Telephone sound: 8 kHz without false tones, speech of one loudness, no long pauses around it."""

import io
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.prompts.audio import Samples, evened, levelled, speech_rms, to_telephone, trimmed, wav_bytes
from tests.unit.prompts.recorded import tone


def decibels(rms: float) -> float:
    return 20 * float(np.log10(max(rms, 1e-9)))


def rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


@pytest.mark.parametrize("rate", [11025, 16000, 22050, 24000, 44100, 48000])
@pytest.mark.parametrize("hertz", [300, 1000, 3400])
def test_what_a_telephone_carries_is_kept(hertz: int, rate: int) -> None:
    """At every rate, whole multiple of 8 kHz or not."""
    heard = to_telephone(tone(hertz, rate), rate)
    assert len(heard) == 8000
    assert decibels(rms(heard[200:-200])) == pytest.approx(decibels(rms(tone(hertz, rate))), abs=0.2)


@pytest.mark.parametrize("rate", [16000, 24000, 44100])
@pytest.mark.parametrize("hertz", [4100, 5000, 7000])
def test_what_it_cannot_carry_does_not_come_back_as_noise(hertz: int, rate: int) -> None:
    """Without the filter 5000 Hz would be heard as 3000 Hz."""
    assert decibels(rms(to_telephone(tone(hertz, rate), rate)[200:-200])) < -50


def test_telephone_sound_is_left_as_it_is() -> None:
    """Sample for sample."""
    samples = tone(1000, 8000)
    assert to_telephone(samples, 8000) is samples


@given(st.integers(0, 5000), st.sampled_from([8000, 11025, 24000, 44100, 192000]))
def test_any_length_has_its_length(length: int, rate: int) -> None:
    """Nothing, one sample, or many; to the nearest sample."""
    heard = to_telephone(np.zeros(length, np.float32), rate)
    assert abs(len(heard) - length * 8000 / rate) <= 1
    assert heard.dtype == np.float32


@pytest.mark.parametrize("loudness", [0.001, 0.05, 1.0])
def test_speech_comes_out_at_one_loudness(loudness: float) -> None:
    """Whispered or shouted."""
    assert decibels(speech_rms(levelled(tone(500, 8000) * np.float32(loudness)))) == pytest.approx(-20, abs=0.1)


@pytest.mark.parametrize(
    ("loudness_db", "wanted_db", "heard_db"),
    [(-10, -20, -20), (-20, -20, -20), (-30, -20, -20), (-50, -20, -38), (-3, -24, -24), (-30, -24, -24)],
)
def test_a_recording_is_brought_nearer_to_a_loudness(loudness_db: float, wanted_db: float, heard_db: float) -> None:
    """A loud one as far as it is wanted; a soft one by 12 dB at most, with all its noise."""
    samples = tone(500, 8000) * np.float32(10 ** (loudness_db / 20) * np.sqrt(2))
    assert decibels(speech_rms(evened(samples, wanted_db))) == pytest.approx(heard_db, abs=0.1)


def test_soft_and_loud_parts_of_a_recording_stay_what_they_were() -> None:
    """One gain for all of it, and no peak above the limit."""
    samples = np.concatenate([tone(500, 8000) * np.float32(0.01), tone(500, 8000) * np.float32(0.1)])
    samples[100] = 0.5
    louder = evened(samples, -6.0)
    assert float(np.abs(louder).max()) == pytest.approx(10 ** (-1 / 20), rel=1e-3)
    assert rms(louder[8000:]) / rms(louder[1000:7000]) == pytest.approx(10, rel=0.01)
    assert rms(evened(np.zeros(8000, np.float32), -20.0)) == 0.0


def test_pauses_do_not_count_as_speech() -> None:
    """A sentence with a long pause in it is not made louder than one without."""
    word, pause = tone(500, 8000, 0.5) * np.float32(0.1), np.zeros(8000, np.float32)
    assert speech_rms(np.concatenate([word, pause, word])) == pytest.approx(speech_rms(word), rel=0.02)


def test_no_sample_is_louder_than_the_limit() -> None:
    """A click in quiet speech would overflow; the speech stays quieter then."""
    samples = tone(500, 8000) * np.float32(0.01)
    samples[4000] = 1.0
    assert float(np.abs(levelled(samples)).max()) == pytest.approx(10 ** (-1 / 20), rel=1e-3)


@pytest.mark.parametrize("length", [0, 10, 8000])
def test_silence_stays_silence(length: int) -> None:
    """Nothing is divided by nought."""
    silence = np.zeros(length, np.float32)
    assert speech_rms(levelled(silence)) == 0.0
    assert len(trimmed(silence)) == length


def test_long_pauses_around_speech_are_cut() -> None:
    """A tenth of a second before it, a little more after it: an agent and a caller wait for the whisper to end."""
    pause = np.zeros(4000, np.float32)
    speech = trimmed(np.concatenate([pause, tone(500, 8000), pause]))
    assert len(speech) == pytest.approx(8000 * 1.25, abs=320)
    assert np.flatnonzero(np.abs(speech) > 0.1)[0] == pytest.approx(800, abs=160)
    short = tone(500, 8000)
    assert len(trimmed(short)) == len(short)


def test_the_file_is_one_that_asterisk_plays() -> None:
    """8 kHz, one channel, 16 bit; what is too loud is cut and not turned round."""
    with wave.open(io.BytesIO(wav_bytes(np.array([0.0, 0.5, 2.0, -2.0], np.float32)))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert np.frombuffer(file.readframes(4), "<i2").tolist() == [0, 16384, 32767, -32767]
