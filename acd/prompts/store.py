"""Keeps every sound once, by its content, so that making it again costs nothing and calls never wait for it."""

import hashlib
import os
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from acd.domain.errors import AcdError
from acd.domain.flows import Prompt
from acd.prompts.audio import (
    LEVEL_DBFS,
    MUSIC_DBFS,
    TELEPHONE_RATE,
    evened,
    levelled,
    speech_rms,
    to_telephone,
    trimmed,
    wav_bytes,
)
from acd.prompts.recordings import LONGEST_MUSIC_S, RecordingUnusable, checksum, contents, decoded
from acd.prompts.sources import Recorded, Silence, Source, Spoken
from acd.prompts.speech import USUAL, Synthesizer

_MADE_BY = "1"
"""Changes with the conversion, so that older sounds are made anew."""


class PromptsFailed(AcdError):
    """Some sounds could not be made; the message has a line for each, with tenant and text."""

    def __init__(self, failures: tuple[str, ...]) -> None:
        super().__init__("\n".join(failures))
        self.failures = failures


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of the sounds that were asked for."""

    prompts: Mapping[Source, Prompt]
    """For every source; Asterisk passes over the sound of one that failed."""
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromptStore:
    """A folder of sounds for Asterisk, <hash>.wav each. Nothing in it is ever changed."""

    folder: Path
    voices: Mapping[str, Synthesizer]
    """By language."""
    _absolute: Path = field(init=False)
    _alone: threading.Lock = field(init=False, default_factory=threading.Lock, compare=False)

    def __post_init__(self) -> None:
        """Asterisk runs elsewhere: it must be told whole paths."""
        object.__setattr__(self, "_absolute", self.folder.absolute())

    def ensure(self, wanted: Mapping[Source, str]) -> Mapping[Source, Prompt]:
        """Make what is not there yet. Blocking, about 0.1 s for a sentence.

        `wanted` tells for each source where it is used: "tenant acme, greeting".
        Raises PromptsFailed, and then nothing that Asterisk plays has changed.
        """
        attempt = self.attempt(wanted)
        if attempt.failures:
            raise PromptsFailed(attempt.failures)
        return attempt.prompts

    def take_in(self, wanted: Mapping[Source, str]) -> None:
        """Take in the recordings of `wanted` alone: for whoever has the files at hand, but leaves the rest to another.

        Blocking. Raises PromptsFailed.
        """
        self.ensure({source: place for source, place in wanted.items() if isinstance(source, Recorded)})

    def holds(self, source: Source) -> bool:
        """Tell whether a sound is made already."""
        return self._path(source).exists()

    def missing(self, wanted: Mapping[Source, str]) -> dict[Source, str]:
        """Return those of `wanted` that are not made, or are gone. Blocking, some milliseconds for thousands."""
        try:
            with os.scandir(self._absolute) as entries:
                there = {entry.name for entry in entries}
        except FileNotFoundError:
            there = set()
        return {source: place for source, place in wanted.items() if f"{self._name(source)}.wav" not in there}

    def attempt(self, wanted: Mapping[Source, str]) -> Attempt:
        """Make what is not there yet, as far as it can be made; for a start that must not fail over a sound."""
        # an apply and the keeper may want it at the same time, and a voice can say one thing at a time
        with self._alone:
            try:
                return self._attempt(wanted)
            finally:
                for voice in self.voices.values():
                    voice.rest()

    def _attempt(self, wanted: Mapping[Source, str]) -> Attempt:
        prompts: dict[Source, Prompt] = {}
        failures: list[str] = []
        for source, place in wanted.items():
            path = self._path(source)
            prompts[source] = Prompt(str(path.with_suffix("")))
            if path.exists():
                continue
            try:
                self._write(path, self._sound(source))
            except (_NotMade, RecordingUnusable, OSError) as error:
                failures.append(f"{place}: {_described(source)}: {error}")
        return Attempt(prompts, tuple(failures))

    def _path(self, source: Source) -> Path:
        return self._absolute / f"{self._name(source)}.wav"

    def _name(self, source: Source) -> str:
        if isinstance(source, Recorded):
            key = f"{'music' if source.is_music else 'recording'}\n{source.sha256 or source.name}"
        elif isinstance(source, Silence):
            key = f"silence\n{source.seconds}"
        else:
            # the voice has its language in its name
            manner = "" if source.manner is None else f"{source.manner}\n"
            key = f"speech\n{self.voices[source.language].voice}\n{manner}{source.text}"
        return hashlib.sha256(f"{_MADE_BY}\n{key}".encode()).hexdigest()

    def _sound(self, source: Source) -> bytes:
        if isinstance(source, Silence):
            return wav_bytes(np.zeros(round(source.seconds * TELEPHONE_RATE), np.float32))
        return self._spoken(source) if isinstance(source, Spoken) else _recorded(source)

    def _spoken(self, source: Spoken) -> bytes:
        try:
            speech = self.voices[source.language].speak(source.text, source.manner or USUAL)
        except Exception as error:
            raise _NotMade(f"could not be spoken ({type(error).__name__}: {error})") from error
        samples = levelled(trimmed(to_telephone(speech.samples, speech.rate)))
        if speech_rms(samples) == 0.0:
            raise _NotMade("the voice made nothing of it; write it in other words")
        return wav_bytes(samples)

    def _write(self, path: Path, data: bytes) -> None:
        """All or nothing: a reader never sees a part, not even after a power cut."""
        self._absolute.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._absolute, suffix=".part", delete=False) as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, path)
            except BaseException:
                os.unlink(file.name)
                raise


class _NotMade(Exception):
    """A sound could not be made; the message is read after the text."""


def _recorded(source: Recorded) -> bytes:
    # without a checksum the file was never looked at by whoever wrote its name: no file of ours is opened for them
    if source.sha256 is None or source.path is None:
        raise _NotMade("the recording is not in the store; apply the configuration from its file")
    data = contents(source.path)
    if checksum(data) != source.sha256:
        raise _NotMade("the recording has changed since; apply the configuration again")
    if source.is_music:
        return wav_bytes(evened(decoded(data, LONGEST_MUSIC_S), MUSIC_DBFS))
    return wav_bytes(evened(decoded(data), LEVEL_DBFS))


def _described(source: Source) -> str:
    match source:
        case Spoken(text):
            return f'"{text}"'
        case Recorded(name):
            return name
        case Silence(seconds):
            return f"{seconds:g} s of silence"
