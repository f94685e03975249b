"""A voice that is a program of the operator: text to its standard input, a sound file from its standard output."""

import contextlib
import hashlib
import json
import os
import selectors
import signal
import subprocess
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from acd.clock import Clock
from acd.domain.errors import AcdError
from acd.prompts.audio import TELEPHONE_RATE
from acd.prompts.espeak import PAUSE_S
from acd.prompts.recordings import RecordingUnusable, decoded
from acd.prompts.sources import Manner
from acd.prompts.speech import USUAL, Speech

TIMEOUT_S = 60.0
"""A sentence; the first one may have to load a large network."""
LARGEST = 50_000_000
"""Bytes of one sound."""
_AT_ONCE = 1 << 16
_LAST_WORDS = 300
_CLOCK = Clock()
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


class CommandFailed(AcdError):
    """The program did not speak; the message says why."""


class CommandSynthesizer:
    """The voice of one language. The program is started for each text, without a shell."""

    def __init__(self, language: str, argv: Sequence[str], timeout_s: float = TIMEOUT_S) -> None:
        self._language = language
        self._argv = list(argv)
        self._timeout_s = timeout_s

    @cached_property
    def voice(self) -> str:
        """Changes with the program's name and arguments; whoever changes the program itself adds an argument."""
        return f"command-{self._language}-{hashlib.sha256(json.dumps(self._argv).encode()).hexdigest()}"

    def speak(self, text: str, manner: Manner = USUAL) -> Speech:
        """Render a text. The manner is told by the environment: ACD_SPEED, ACD_PITCH, ACD_VARIANT."""
        data = self._run(text, manner)
        try:
            samples = decoded(data)
        except RecordingUnusable as error:
            raise CommandFailed(f"what {self._argv[0]} wrote cannot be used: {error}") from error
        return Speech(np.concatenate([samples, np.zeros(round(PAUSE_S * TELEPHONE_RATE), np.float32)]), TELEPHONE_RATE)

    def rest(self) -> None:
        """Nothing runs between two texts."""

    def _run(self, text: str, manner: Manner) -> bytes:
        with subprocess.Popen(
            self._argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment(manner),
            start_new_session=True,
            bufsize=0,
        ) as process:
            try:
                data, last_words = self._spoken(process, text)
            except BaseException:
                # with whatever it has started itself
                os.killpg(process.pid, signal.SIGKILL)
                raise
        if process.returncode != 0:
            said = last_words.decode(errors="replace").strip().rpartition("\n")[2]
            raise CommandFailed(f"{self._argv[0]} ended with {process.returncode}{f': {said}' if said else ''}")
        return data

    def _spoken(self, process: "subprocess.Popen[bytes]", text: str) -> tuple[bytes, bytes]:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        # a text is shorter than what a pipe holds; a program that does not read it may be gone already
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(text.encode())
        deadline = _CLOCK.now() + self._timeout_s
        heard, last_words = b"", b""
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            ready.register(process.stderr, selectors.EVENT_READ)
            while ready.get_map():
                found = ready.select(max(deadline - _CLOCK.now(), 0.0))
                if not found:
                    raise CommandFailed(f"{self._argv[0]} took more than {self._timeout_s:g} s")
                for key, _ in found:
                    chunk = os.read(key.fd, _AT_ONCE)
                    if not chunk:
                        ready.unregister(key.fileobj)
                    elif key.fileobj is process.stdout:
                        heard += chunk
                    else:
                        last_words = (last_words + chunk)[-_LAST_WORDS:]
                if len(heard) > LARGEST:
                    raise CommandFailed(f"{self._argv[0]} wrote more than {LARGEST // 1_000_000} MB")
        self._await_end(process, deadline)
        return heard, last_words

    def _await_end(self, process: "subprocess.Popen[bytes]", deadline: float) -> None:
        try:
            process.wait(max(deadline - _CLOCK.now(), 0.0))
        except subprocess.TimeoutExpired:
            raise CommandFailed(f"{self._argv[0]} took more than {self._timeout_s:g} s") from None

    def _environment(self, manner: Manner) -> dict[str, str]:
        """Nothing of ours, which may hold passwords."""
        told = {
            "ACD_LANGUAGE": self._language,
            "ACD_SPEED": f"{manner.speed:g}",
            "ACD_PITCH": "" if manner.pitch is None else str(manner.pitch),
            "ACD_VARIANT": manner.variant or "",
        }
        return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | told
