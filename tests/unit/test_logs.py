"""Logs: nobody outside can write a line of theirs."""

import json
import logging
from collections.abc import Iterator

import pytest

from acd import logs


def test_control_and_direction_characters_are_written_out() -> None:
    """A line break, an escape sequence and a right-to-left override stay visible text."""
    assert logs.escape("a\nb\x1b[31m\u202ec") == "a\\u000ab\\u001b[31m\\u202ec"


def test_endless_text_is_cut() -> None:
    """A value is cut at its limit and says so."""
    assert logs.escape("x" * 3000) == "x" * logs.LONGEST_VALUE + "…"


def test_a_json_line_holds_the_sentence_the_action_and_the_part(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, one object, also when a caller's name tries to make two."""
    logs.configure("info", "json")
    logs.get("part").info("something happened", action="thing", name="x\n{}")
    lines = capsys.readouterr().err.strip().split("\n")
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert (line["event"], line["action"], line["part"]) == ("something happened", "thing", "part")
    assert line["name"] == "x\\u000a{}"


def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """A level set to warning hides information."""
    logs.configure("warning", "json")
    logs.get("part").info("not this")
    logs.get("part").warning("but this")
    assert "not this" not in (err := capsys.readouterr().err) and "but this" in err


@pytest.fixture
def library_logs() -> Iterator[None]:
    """Give the standard library's logging back as it was."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    logging.captureWarnings(False)
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.mark.usefixtures("library_logs")
def test_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    """An error of a library and its trace back are one JSON object, in one line."""
    logs.configure("info", "json")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("library").exception("it %s", "failed\nbadly")
    (line,) = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (line["level"], line["logger"], line["event"]) == ("error", "library", "it failed\\u000abadly")
    assert "ValueError: two" in line["exception"]


def test_a_traceback_on_a_terminal_shows_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    """A token that a function held stays out of the log; the place of the fault is in it."""

    def fails() -> None:
        token = "secret-" + "of-the-operator"
        raise ValueError(len(token))

    logs.configure("info", "console")
    try:
        fails()
    except ValueError:
        logs.get("part").exception("something broke")
    err = capsys.readouterr().err
    assert "in fails" in err and "secret-of-the-operator" not in err
