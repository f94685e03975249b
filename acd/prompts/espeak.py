"""The voices of eSpeak NG, out of the package espeakng-loader. They speak in a process of their own.

It is started for the first sentence, and ended when the voice may rest or has not answered in time.
"""

import base64
import json
import select
import subprocess
import sys
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from acd.domain.errors import AcdError
from acd.prompts import espeak_process
from acd.prompts.sources import Manner
from acd.prompts.speech import USUAL, Speech

PACKAGE = "espeakng-loader"
SILENT_S = 10.0
"""A sentence takes some milliseconds; who says nothing for so long never will."""
PAUSE_S = 0.15
"""Behind the last sound, where the library has none: when the call ends, a phone drops what it has not played yet."""
_MODULE = "espeakng_loader"
_AT_ONCE = 1 << 20


class EspeakFailed(AcdError):
    """A sentence could not be spoken; the message says why."""


class EspeakSynthesizer:
    """The voice of one language. Not safe for several threads at once."""

    def __init__(self, language: str, program: Path = Path(espeak_process.__file__)) -> None:
        self._language = language
        self._program = program.absolute()
        self._process: subprocess.Popen[bytes] | None = None
        self._manner = USUAL

    @cached_property
    def voice(self) -> str:
        """Name, version and language of the voice, and how fast it speaks."""
        return f"espeak-{version(PACKAGE)}-{self._language}-{espeak_process.WORDS_PER_MINUTE}"

    def speak(self, text: str, manner: Manner = USUAL) -> Speech:
        """Render a text; the first one starts the process, which takes a twentieth of a second."""
        # a process for each manner: something of the one before would be heard
        if self._process is not None and manner != self._manner:
            self._end()
        if self._process is None:
            self._process, self._manner = self._start(), manner
        try:
            answer = _asked(self._process, self._wanted(text, manner))
        except (EspeakFailed, OSError):
            self._end()
            raise
        if "error" in answer:
            raise EspeakFailed(answer["error"])
        words = np.frombuffer(base64.b64decode(answer["samples"]), "<i2")
        pause = np.zeros(round(PAUSE_S * answer["rate"]), np.float32)
        return Speech(np.concatenate([(words / 32768).astype(np.float32), pause]), answer["rate"])

    def _wanted(self, text: str, manner: Manner) -> dict[str, str | int]:
        voice = self._language if manner.variant is None else f"{self._language}+{manner.variant}"
        rate = round(espeak_process.WORDS_PER_MINUTE * manner.speed)
        pitch = espeak_process.PITCH if manner.pitch is None else manner.pitch
        return {"voice": voice, "rate": rate, "pitch": pitch, "text": text}

    def rest(self) -> None:
        """End the process."""
        if self._process is not None:
            self._end()

    def _start(self) -> subprocess.Popen[bytes]:
        # only looked up: what is imported would be in this process
        found = find_spec(_MODULE)
        if found is None or not found.submodule_search_locations:
            raise EspeakFailed(f"the voice is missing: pip install {PACKAGE}, or use recordings")
        # in the folder of its data and by short paths, as the library cuts long ones off
        folder = found.submodule_search_locations[0]
        argv = [sys.executable, "-I", "-S", str(self._program)]
        return subprocess.Popen(argv, cwd=folder, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _end(self) -> None:
        assert self._process is not None
        process, self._process = self._process, None
        process.kill()
        process.communicate()


def _asked(process: subprocess.Popen[bytes], wanted: dict[str, str | int]) -> Any:
    """Return what it answers. Raises EspeakFailed when it died, or says nothing for too long."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(wanted).encode() + b"\n")
    answer = b""
    while not answer.endswith(b"\n"):
        if not select.select([process.stdout], [], [], SILENT_S)[0]:
            raise EspeakFailed(f"eSpeak NG said nothing for {SILENT_S:g} s")
        chunk = process.stdout.read(_AT_ONCE)
        if not chunk:
            raise EspeakFailed("eSpeak NG died; install the package espeakng-loader again, or use recordings")
        answer += chunk
    return json.loads(answer)
