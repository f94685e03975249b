"""A program that speaks: a small real one, and what can go wrong with it."""

import json
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from acd.prompts import command
from acd.prompts.audio import TELEPHONE_RATE
from acd.prompts.command import CommandFailed, CommandSynthesizer
from acd.prompts.sources import Manner, Spoken
from acd.prompts.store import PromptsFailed, PromptStore

SPEAKS = """
import io, json, math, os, struct, sys, wave
text = sys.stdin.read()
out = io.BytesIO()
with wave.open(out, "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(16000)
    for index in range(len(text) * 1600):
        file.writeframesraw(struct.pack("<h", round(9000 * math.sin(index * 0.2))))
open(sys.argv[1], "w").write(json.dumps(dict(os.environ)))
sys.stdout.buffer.write(out.getvalue())
"""


def program(tmp_path: Path, code: str, *more: str) -> list[str]:
    """A program and its arguments; without a shell, so that a space or a semicolon does no harm."""
    path = tmp_path / "speaks; exit 1 .py"
    path.write_text(code)
    return [sys.executable, str(path), *more]


def test_it_reads_the_text_and_writes_a_sound(tmp_path: Path) -> None:
    """As telephone sound, with a pause behind it."""
    told = tmp_path / "told"
    voice = CommandSynthesizer("de", program(tmp_path, SPEAKS, str(told)))
    speech = voice.speak("Grüße", Manner(speed=1.5, variant="f1"))
    assert speech.rate == TELEPHONE_RATE and abs(len(speech.samples) / speech.rate - 0.65) < 0.02
    assert float(np.abs(speech.samples).max()) > 0.2 and not speech.samples[-1000:].any()
    found = json.loads(told.read_text())
    assert (found["ACD_LANGUAGE"], found["ACD_SPEED"], found["ACD_PITCH"], found["ACD_VARIANT"]) == (
        "de", "1.5", "", "f1",
    )  # fmt: skip
    voice.rest()


def test_nothing_of_ours_is_in_its_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as the password of the database."""
    monkeypatch.setenv("ACD_DATABASE_URL", "postgresql+asyncpg://acd:secret@db/acd")
    CommandSynthesizer("de", program(tmp_path, SPEAKS, str(tmp_path / "told"))).speak("a", Manner(pitch=7))
    told = (tmp_path / "told").read_text()
    assert "secret" not in told and json.loads(told)["ACD_PITCH"] == "7"


def test_other_arguments_make_other_sounds() -> None:
    """They are in the name of every sound; so is the language."""
    voices = [
        CommandSynthesizer("de", ["/bin/a"]), CommandSynthesizer("fr", ["/bin/a"]), CommandSynthesizer("de", ["/bin/b"])
    ]  # fmt: skip
    assert len({voice.voice for voice in voices}) == 3
    assert CommandSynthesizer("de", ["/bin/a"]).voice == voices[0].voice


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; sys.exit('no such model')", "ended with 1: no such model"),
        ("import os; os._exit(3)", "ended with 3$"),
        ("print('no sound')", "cannot be used: it is no sound"),
        ("", "cannot be used: it is empty"),
        ("import threading; threading.Event().wait()", "took more than 0.5 s"),
        ("import os, threading; os.close(1); os.close(2); threading.Event().wait()", "took more than 0.5 s"),
        ("import sys\nwhile True: sys.stdout.write('x' * 99999)", "wrote more than 0 MB"),
    ],
)
def test_what_goes_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str) -> None:
    """And nothing is left of the program."""
    monkeypatch.setattr(command, "LARGEST", 500_000)
    threads = threading.active_count()
    timeout_s = 0.5 if "0.5" in message else 60.0
    with pytest.raises(CommandFailed, match=message):
        CommandSynthesizer("de", program(tmp_path, code), timeout_s).speak("Hallo.")
    assert threading.active_count() == threads


def test_a_program_that_does_not_read_is_none_that_fails(tmp_path: Path) -> None:
    """It may know what to say."""
    code = SPEAKS.replace("sys.stdin.read()", "'abc'").replace("import io", "import sys; sys.stdin.close(); import io")
    assert len(CommandSynthesizer("de", program(tmp_path, code, str(tmp_path / "x"))).speak("x" * 1000).samples)


def test_the_apply_tells_what_could_not_be_spoken(tmp_path: Path) -> None:
    """With the place of the text."""
    voice = CommandSynthesizer("de", [str(tmp_path / "gone")])
    with pytest.raises(PromptsFailed, match=r'tenant acme, greeting: "Hallo\.": could not be spoken.*No such file'):
        PromptStore(tmp_path, {"de": voice}).ensure({Spoken("Hallo.", "de"): "tenant acme, greeting"})
