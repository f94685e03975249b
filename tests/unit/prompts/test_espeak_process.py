"""What the program answers, line by line; that its library speaks is seen from outside (test_espeak)."""

import base64
import io
import json

import pytest

from acd.prompts.espeak_process import Library, Refused, serve


def line(voice: str, text: str) -> str:
    """What is asked."""
    return json.dumps({"voice": voice, "rate": 150, "pitch": 50, "text": text}) + "\n"


def test_a_line_for_each_line_until_there_are_no_more() -> None:
    """What cannot be spoken is an answer too."""

    def speak(voice: str, text: str, rate: int, pitch: int) -> bytes:
        if voice != "de":
            raise Refused("no such voice")
        return f"{text} {rate} {pitch}".encode()

    asked = io.StringIO(line("de", "ä") + line("xx", "b") + line("de", ""))
    told = io.StringIO()
    serve(asked, told, speak, 22050)
    first, second, third = map(json.loads, told.getvalue().splitlines())
    assert first == {"rate": 22050, "samples": base64.b64encode("ä 150 50".encode()).decode()}
    assert second == {"error": "no such voice"}
    assert third == {"rate": 22050, "samples": base64.b64encode(b" 150 50").decode()}


def test_a_library_that_is_not_there() -> None:
    """Ends the program, which is seen as its death."""
    with pytest.raises(OSError, match="cannot open shared object file"):
        Library("./no-such-library.so")
