"""Commands cannot be broken out of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.agi import written
from acd.agi.errors import AgiUnsafe


def words_of(line: str) -> list[str]:
    """What Asterisk makes of a line (parse_args in res_agi.c)."""
    words: list[str] = []
    quoted, escaped, space = False, False, True
    for letter in line:
        if letter == '"' and not escaped:
            quoted = not quoted
            if quoted and space:
                words.append("")
                space = False
            continue
        if letter in " \t" and not quoted and not escaped:
            space = True
            continue
        if letter == "\\" and not escaped:
            escaped = True
            continue
        if space:
            words.append("")
            space = False
        words[-1] += letter
        escaped = False
    return words


@given(st.lists(st.text(max_size=50), max_size=3))
def test_a_value_stays_one_value(values: list[str]) -> None:
    """Quotes, blanks and backslashes included; a line is a line."""
    try:
        line = written.command("SET VARIABLE", *values)
    except AgiUnsafe:
        assert any(letter in value for value in values for letter in "\r\n\0")
        return
    assert line.count(b"\n") == 1 and line.endswith(b"\n")
    assert words_of(line.decode()[:-1]) == ["SET", "VARIABLE", *values]


@pytest.mark.parametrize("value", ["a\nHANGUP", "a\rb", "a\0b", "\ud800", "x" * written.LONGEST_COMMAND])
def test_what_is_refused(value: str) -> None:
    """It could be the next command, or become it."""
    with pytest.raises(AgiUnsafe):
        written.command("SET VARIABLE", "x", value)


@pytest.mark.parametrize(
    "name",
    [
        "../etc/passwd",
        "a/../b",
        "a b",
        "a&b",
        "",
        "a\n",
        ".x",
        "ä",
        "a,b",
        "/",
        "a//b",
        "/a/../b",
        "/..",
        "/a/.",
        "/a&b",
        "/a,b",
        "/a\n",
        "/a//b",
    ],
)
def test_no_sound(name: str) -> None:
    """Neither a way out of the folders nor a second sound."""
    with pytest.raises(AgiUnsafe):
        written.sound(name)


def test_names_that_are_fine() -> None:
    """Sounds of Asterisk and of ours, variables and functions."""
    for name in ("beep", "digits/7", "/srv/acd/prompts/a-1.2/x_y", "/home/zoë/.acd/my calls/prompts/0a"):
        assert written.sound(name) == name
    for name in ("ACD_AGI", "CALLERID(num)", "CHANNEL(language)"):
        assert written.variable(name) == name
    assert written.digits("0*#") == "0*#" and written.application("Playback") == "Playback"


@pytest.mark.parametrize("name", ["", "a b", "A(b", "A(${B})", "A(b,c)", "SHELL(id)x", "1A"])
def test_no_variable(name: str) -> None:
    """Nothing is evaluated."""
    with pytest.raises(AgiUnsafe):
        written.variable(name)


@pytest.mark.parametrize("text", ["a", "1" * 33, " ", "1\n", "٣"])
def test_no_keys(text: str) -> None:
    """Only what a phone has, and not endless."""
    with pytest.raises(AgiUnsafe):
        written.digits(text)


def test_no_second_argument() -> None:
    """A comma would begin one; and an application is a word."""
    with pytest.raises(AgiUnsafe):
        written.argument("a,b")
    with pytest.raises(AgiUnsafe):
        written.application("Play back")
