"""The program that speaks with eSpeak NG: a line of JSON in, one with the samples out. Run by its path, by `espeak`.

A process of its own, which imports nothing of ours: the library is in C and under the GPL, and what it does to its
process is not done to calls.
"""

import base64
import ctypes
import json
import sys
from collections.abc import Callable
from typing import Any, TextIO

LIBRARY = "./libespeak-ng.so"
"""In the folder of the package, where this program runs; its data lie beside it."""
WORDS_PER_MINUTE = 150
"""A little slower than its default: a telephone takes the highest sounds away."""
PITCH = 50
"""Its default; 0 to 99."""

_SYNCHRONOUS = 2
"""AUDIO_OUTPUT_SYNCHRONOUS: samples come while espeak_Synth runs."""
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_RATE, _PITCH = 1, 3
"""espeakRATE and espeakPITCH."""
_HERE = b"."
_Received = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Refused(Exception):
    """The library would not; the message says what."""


class Library:
    """The library, ready to speak."""

    def __init__(self, path: str = LIBRARY) -> None:
        self._c = ctypes.CDLL(path)
        self.rate: int = self._c.espeak_Initialize(_SYNCHRONOUS, 0, _HERE, _DO_NOT_EXIT)
        if self.rate <= 0:
            raise Refused("eSpeak NG found none of its data; install the package espeakng-loader again")
        self._chunks: list[bytes] = []
        self._callback = _Received(self._received)  # kept: the library holds no reference
        self._c.espeak_SetSynthCallback(self._callback)

    def speak(self, voice: str, text: str, rate: int = WORDS_PER_MINUTE, pitch: int = PITCH) -> bytes:
        """Return samples of 16 bit, spoken at so many words a minute."""
        if self._c.espeak_SetVoiceByName(voice.encode()) != 0:
            raise Refused(f"eSpeak NG has no voice {voice}")
        # behind the voice, which brings its own along
        self._c.espeak_SetParameter(_RATE, rate, 0)
        self._c.espeak_SetParameter(_PITCH, pitch, 0)
        self._chunks.clear()
        said = text.encode() + b"\0"
        if self._c.espeak_Synth(said, ctypes.c_size_t(len(said)), 0, 0, 0, _UTF8, None, None) != 0:
            raise Refused("eSpeak NG could not speak")
        return b"".join(self._chunks)

    def _received(self, samples: Any, count: int, events: object) -> int:
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, 2 * count))
        return 0


def serve(asked: TextIO, told: TextIO, speak: Callable[[str, str, int, int], bytes], rate: int) -> None:
    """Answer each line {voice, rate, pitch, text} with {rate, samples} or {error}, until there are no more."""
    for line in asked:
        wanted = json.loads(line)
        try:
            samples = speak(wanted["voice"], wanted["text"], wanted["rate"], wanted["pitch"])
            answer: dict[str, Any] = {"rate": rate, "samples": base64.b64encode(samples).decode()}
        except Refused as error:
            answer = {"error": str(error)}
        told.write(json.dumps(answer) + "\n")
        told.flush()


def main() -> None:
    """Speak what comes in, until the other side is gone."""
    library = Library()
    serve(sys.stdin, sys.stdout, library.speak, library.rate)


if __name__ == "__main__":
    main()
