"""Every sound is made once, whole or not at all, and a failure is told before anything has changed."""

import os
import wave
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from acd.prompts.audio import Samples, levelled, speech_rms, to_telephone
from acd.prompts.espeak import EspeakSynthesizer
from acd.prompts.recordings import checksum, decoded
from acd.prompts.sources import Manner, Recorded, Silence, Source, Spoken
from acd.prompts.speech import HibariSynthesizer, Speech
from acd.prompts.store import PromptsFailed, PromptStore
from acd.prompts.voices import shipped_voices
from tests.fixtures.tunes import write_tune
from tests.unit.prompts.recorded import tone, wav


class Buzzer:
    """A voice that buzzes as long as the text is, and counts how often it is asked."""

    voice = "buzzer-1"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.manners: list[Manner] = []
        self.rested = 0

    def speak(self, text: str, manner: Manner) -> Speech:
        self.asked.append(text)
        self.manners.append(manner)
        if text == "broken":
            raise RuntimeError("no such phoneme")
        loudness = 0.0 if text == "silent" else 0.3
        return Speech(tone(200, 24000, len(text) / 10) * np.float32(loudness), 24000)

    def rest(self) -> None:
        self.rested += 1


@pytest.fixture
def voice() -> Buzzer:
    return Buzzer()


@pytest.fixture
def store(tmp_path: Path, voice: Buzzer) -> PromptStore:
    return PromptStore(tmp_path / "prompts", {"en": voice})


def files(store: PromptStore) -> list[str]:
    return sorted(path.name for path in store.folder.iterdir()) if store.folder.exists() else []


def test_real_speech_is_telephone_sound_of_the_right_loudness(tmp_path: Path) -> None:
    """What a caller hears: 8 kHz, one channel, -20 dB while somebody speaks."""
    text = Spoken("Thank you for calling Acme Plumbing.")
    made = PromptStore(tmp_path, {"en": HibariSynthesizer()}).ensure({text: "tenant acme, greeting"})
    with wave.open(f"{made[text]}.wav") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert 1.0 < file.getnframes() / 8000 < 5.0
    samples = decoded(Path(f"{made[text]}.wav").read_bytes())
    assert 20 * np.log10(speech_rms(samples)) == pytest.approx(-20, abs=1.5)
    assert float(np.abs(samples).max()) <= 10 ** (-1 / 20)


def test_a_prompt_is_a_whole_path_without_suffix(store: PromptStore, tmp_path: Path, voice: Buzzer) -> None:
    """Asterisk adds the suffix of the format that it chooses, and has a working folder of its own."""
    (prompt,) = store.ensure({Spoken("Hello."): "x"}).values()
    assert Path(f"{prompt}.wav").is_file()
    assert Path(prompt).is_absolute()
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        (prompt,) = PromptStore(Path("prompts"), {"en": voice}).ensure({Spoken("Hello."): "x"}).values()
    finally:
        os.chdir(before)
    assert prompt == str(tmp_path / "prompts" / Path(prompt).name)


def test_what_was_made_is_not_made_again(store: PromptStore, voice: Buzzer) -> None:
    """Neither now nor after a restart; only another voice makes it anew."""
    wanted: dict[Source, str] = {Spoken("Hello."): "x", Spoken("Good-bye."): "y"}
    first = store.ensure(wanted)
    assert PromptStore(store.folder, {"en": voice}).ensure(wanted) == first
    assert voice.asked == ["Hello.", "Good-bye."]
    other = Buzzer()
    other.voice = "buzzer-2"
    assert set(PromptStore(store.folder, {"en": other}).ensure(wanted).values()).isdisjoint(first.values())


def test_the_same_words_in_two_languages_are_two_sounds(tmp_path: Path, voice: Buzzer) -> None:
    """Each by its own voice; all may rest when it is done, whatever came of it."""
    german = Buzzer()
    german.voice = "buzzer-1-de"
    store = PromptStore(tmp_path, {"en": voice, "de": german})
    made = store.attempt({Spoken("Pause.", "de"): "x", Spoken("Pause."): "y", Spoken("broken", "de"): "z"}).prompts
    assert made[Spoken("Pause.", "de")] != made[Spoken("Pause.")]
    assert (german.asked, voice.asked) == (["Pause.", "broken"], ["Pause."])
    assert (german.rested, voice.rested) == (1, 1)


def test_what_was_spoken_in_english_before_there_were_languages_is_found(tmp_path: Path) -> None:
    """An upgrade makes no sound anew."""
    (prompt,) = PromptStore(tmp_path, {"en": Buzzer()}).ensure({Spoken("Hello."): "x"}).values()
    assert Path(prompt).name == sha256(b"1\nspeech\nbuzzer-1\nHello.").hexdigest()


def test_failures_are_told_with_tenant_and_text(store: PromptStore) -> None:
    """All of them at once."""
    wanted: dict[Source, str] = {
        Spoken("broken"): "tenant acme, greeting",
        Spoken("Hello."): "tenant acme, whisper",
        Spoken("silent"): "tenant globex, flow night",
    }
    with pytest.raises(PromptsFailed) as caught:
        store.ensure(wanted)
    assert caught.value.failures == (
        'tenant acme, greeting: "broken": could not be spoken (RuntimeError: no such phoneme)',
        'tenant globex, flow night: "silent": the voice made nothing of it; write it in other words',
    )


def test_a_start_goes_on_with_what_there_is(store: PromptStore) -> None:
    """Every source has its path; Asterisk passes over the one that is missing."""
    attempt = store.attempt({Spoken("broken"): "x", Spoken("Hello."): "y"})
    assert len(attempt.failures) == 1
    assert attempt.prompts.keys() == {Spoken("broken"), Spoken("Hello.")}
    assert not Path(f"{attempt.prompts[Spoken('broken')]}.wav").exists()


def test_nothing_half_written_is_left(store: PromptStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full, the process dies: a sound is there as a whole or not at all."""

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PromptsFailed, match="No space left on device"):
        store.ensure({Spoken("Hello."): "x"})
    assert files(store) == []


def test_a_folder_that_cannot_be_made_is_a_failure_of_each_sound(tmp_path: Path, voice: Buzzer) -> None:
    """Not an accident."""
    (tmp_path / "prompts").write_text("in the way")
    with pytest.raises(PromptsFailed, match=r'^x: "Hello\.": .*File exists'):
        PromptStore(tmp_path / "prompts", {"en": voice}).ensure({Spoken("Hello."): "x"})


def test_a_recording_is_converted_and_then_no_longer_needed(store: PromptStore, tmp_path: Path) -> None:
    """It is found again by its checksum, without the file."""
    data = wav(tone(1000, 44100) * np.float32(0.5), 44100, channels=2)
    (tmp_path / "hi.wav").write_bytes(data)
    taken_in = Recorded("hi.wav", checksum(data), tmp_path / "hi.wav")
    made = store.ensure({taken_in: "x"})
    with wave.open(f"{made[taken_in]}.wav") as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (8000, 1, 8000)
    samples = decoded(Path(f"{made[taken_in]}.wav").read_bytes())
    assert 20 * np.log10(speech_rms(samples)) == pytest.approx(-20, abs=0.1)
    (tmp_path / "hi.wav").unlink()
    assert store.ensure({Recorded("hi.wav", checksum(data)): "x"}) == made


def test_music_is_softer_than_speech_and_another_sound(store: PromptStore, tmp_path: Path) -> None:
    """The same file may be a greeting too; music may last longer."""
    write_tune(tmp_path / "hi.mp3", 1000)
    sealed = checksum((tmp_path / "hi.mp3").read_bytes())
    speech = Recorded("hi.mp3", sealed, tmp_path / "hi.mp3")
    music = Recorded("hi.mp3", sealed, tmp_path / "hi.mp3", is_music=True)
    made = store.ensure({speech: "x", music: "y"})
    levels = [20 * np.log10(speech_rms(decoded(Path(f"{made[one]}.wav").read_bytes()))) for one in (speech, music)]
    assert levels == pytest.approx([-20, -24], abs=0.2)


def test_a_second_time_no_file_is_read(store: PromptStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store knows its contents by their checksum."""
    write_tune(tmp_path / "hi.flac", 1000)
    music = Recorded("hi.flac", checksum((tmp_path / "hi.flac").read_bytes()), tmp_path / "hi.flac", is_music=True)
    assert not store.holds(music)
    first = store.ensure({music: "x"})
    assert store.holds(music)

    def never(path: Path) -> bytes:
        raise AssertionError(path)

    monkeypatch.setattr("acd.prompts.store.contents", never)
    assert store.ensure({music: "x"}) == first


def test_recordings_can_be_taken_in_by_another_process(store: PromptStore, tmp_path: Path, voice: Buzzer) -> None:
    """The terminal has the files, the controller has the voice."""
    data = wav(tone(1000, 8000), 8000)
    (tmp_path / "hi.wav").write_bytes(data)
    store.take_in({Recorded("hi.wav", checksum(data), tmp_path / "hi.wav"): "x", Spoken("Hello."): "y"})
    assert len(files(store)) == 1
    assert voice.asked == []
    assert len(store.ensure({Recorded("hi.wav", checksum(data)): "x", Spoken("Hello."): "y"})) == 2


@pytest.mark.parametrize(
    ("sealed", "message"),
    [
        (Recorded("hi.wav"), "x: hi.wav: the recording is not in the store; apply the configuration from its file"),
        (
            Recorded("hi.wav", "0" * 64),
            "x: hi.wav: the recording is not in the store; apply the configuration from its file",
        ),
        (
            Recorded("hi.wav", "0" * 64, Path("tests/unit/prompts/none.wav")),
            "x: hi.wav: there is no file tests/unit/prompts/none.wav",
        ),
    ],
)
def test_a_recording_that_is_not_at_hand_is_told(store: PromptStore, sealed: Recorded, message: str) -> None:
    """A name alone opens no file: it may come from somebody who must not read here."""
    assert store.attempt({sealed: "x"}).failures == (message,)


def test_a_recording_that_changed_since_it_was_read_is_refused(store: PromptStore, tmp_path: Path) -> None:
    """What was checked is what is played."""
    (tmp_path / "hi.wav").write_bytes(wav(tone(1000, 8000), 8000))
    sealed = Recorded("hi.wav", "0" * 64, tmp_path / "hi.wav")
    assert store.attempt({sealed: "x"}).failures == (
        "x: hi.wav: the recording has changed since; apply the configuration again",
    )


def test_silence_is_a_sound_too(store: PromptStore) -> None:
    """A pause between digits."""
    pause = Silence(0.25)
    made = store.ensure({pause: "digits"})
    with wave.open(f"{made[pause]}.wav") as file:
        assert file.getnframes() == 2000 and not any(file.readframes(2000))


def test_silence_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """As any other sound."""
    (tmp_path / "file").touch()
    with pytest.raises(PromptsFailed, match=r"digits: 0\.25 s of silence"):
        PromptStore(tmp_path / "file", {}).ensure({Silence(0.25): "digits"})


def test_another_manner_is_another_sound(store: PromptStore, voice: Buzzer) -> None:
    """The usual one is named as it was before there were others."""
    usual, fast = Spoken("Hello."), Spoken("Hello.", manner=Manner(speed=1.5))
    made = store.ensure({usual: "a", fast: "b"})
    assert voice.manners == [Manner(), Manner(1.5)] and made[usual] != made[fast]
    assert Path(made[usual]).name == sha256(b"1\nspeech\nbuzzer-1\nHello.").hexdigest()


def test_what_is_missing_is_found(store: PromptStore) -> None:
    """Not made yet, or gone; before anything was made there is no folder."""
    wanted: dict[Source, str] = {Spoken("Hello."): "a", Spoken("Goodbye."): "b"}
    assert store.missing(wanted) == wanted
    made = store.ensure(wanted)
    assert store.missing(wanted) == {}
    Path(f"{made[Spoken('Hello.')]}.wav").unlink()
    assert store.missing(wanted) == {Spoken("Hello."): "a"}


SENTENCES = {
    "en": "Thank you for calling. Please hold the line, we will be with you shortly.",
    "de": "Vielen Dank für Ihren Anruf. Bitte bleiben Sie in der Leitung, wir sind gleich für Sie da.",
    "es": "Gracias por llamar. Por favor, no cuelgue, enseguida le atenderemos.",
    "fr": "Merci de votre appel. Veuillez rester en ligne, nous sommes à vous dans un instant.",
    "it": "Grazie per aver chiamato. La preghiamo di restare in linea, le risponderemo a breve.",
}


def loudness_dbfs(prompt: str) -> float:
    """Of speech without its pauses."""
    with wave.open(f"{prompt}.wav") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / np.float32(32768)
    return 20 * float(np.log10(speech_rms(samples.astype(np.float32))))


def test_every_language_is_as_loud_as_speech_on_the_line(tmp_path: Path) -> None:
    """-20 dBFS, give or take 1.5: no client's callers reach for the volume when an agent answers."""
    wanted: dict[Source, str] = {Spoken(text, language): language for language, text in SENTENCES.items()}
    made = PromptStore(tmp_path, shipped_voices()).ensure(wanted)
    heard = {place: loudness_dbfs(made[source]) for source, place in wanted.items()}
    assert heard == {language: pytest.approx(-20, abs=1.5) for language in SENTENCES}


@pytest.mark.parametrize("gain_db", [-11.0, 8.0])
def test_a_recording_that_is_too_soft_or_too_loud_is_as_loud_as_speech(tmp_path: Path, gain_db: float) -> None:
    """The recorded voice of somebody too far from the microphone, or too near."""
    speech = EspeakSynthesizer("de")
    samples = levelled(to_telephone(*_as_telephone(speech))) * np.float32(10 ** (gain_db / 20))
    speech.rest()
    data = wav(np.clip(samples, -1.0, 1.0), 8000)
    (tmp_path / "said.wav").write_bytes(data)
    source = Recorded("said.wav", checksum(data), tmp_path / "said.wav")
    made = PromptStore(tmp_path / "prompts", {}).ensure({source: "greeting"})
    assert loudness_dbfs(made[source]) == pytest.approx(-20, abs=1.5)


def _as_telephone(voice: EspeakSynthesizer) -> tuple[Samples, int]:
    speech = voice.speak(SENTENCES["de"])
    return speech.samples, speech.rate
