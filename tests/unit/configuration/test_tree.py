"""YAML as people think it is: no surprises in values, and a line for each of them."""

from typing import Any

import pytest

from acd.configuration.tree import LARGEST, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", 1),
        ("a: -1", -1),
        ("a: 0", 0),
        ("a: 1.5", 1.5),
        ("a: 1.5e3", 1500.0),
        ("a: true", True),
        ("a: False", False),
        ("a: +15550100", "+15550100"),
        ("a: 012", "012"),
        ("a: 0x10", "0x10"),
        ("a: 1_000", "1_000"),
        ("a: 1e400", "1e400"),
        ("a: 1.0e999", "1.0e999"),
        ("a: .inf", ".inf"),
        ("a: 12:30", "12:30"),
        ("a: no", "no"),
        ("a: on", "on"),
        ("a: 2026-11-21", "2026-11-21"),
        ("a: '1'", "1"),
        ('a: "true"', "true"),
        ("a: |\n  two\n  lines\n", "two\nlines\n"),
        ("a: >\n  one\n  line\n", "one line\n"),
        ("a: [1, x, {b: 2}]", [1, "x", {"b": 2}]),
        ("a: [1, ~]", [1, None]),
        ("a:\n- 1\n- 2", [1, 2]),
        ("a: {}", {}),
        ("a: 1234567890123456789012", "1234567890123456789012"),
    ],
)
def test_a_value_is_what_it_looks_like(text: str, value: Any) -> None:
    """A number that would lose a sign or a digit stays text, and so does every other word."""
    tree = parse(text.encode())
    assert (tree.value, tree.mistakes, tree.complete) == ({"a": value}, [], True)
    assert type(tree.value["a"]) is type(value)


def test_a_key_without_value_is_left_out_and_has_its_line() -> None:
    """A section whose entries are all commented out is as if it were not there."""
    tree = parse(b"a:\nb: ~\n")
    assert tree.value == {}
    assert tree.lines[("b",)] == 2


def test_every_value_knows_its_line() -> None:
    """That of its key, or of its dash; what is not in the file has the line of what encloses it."""
    tree = parse(b"a:\n  - b: 1\n\n    c:\n      2\n  - [3,\n     4]\n")
    assert tree.lines == {
        (): 1,
        ("a",): 1,
        ("a", 0): 2,
        ("a", 0, "b"): 2,
        ("a", 0, "c"): 4,
        ("a", 1): 6,
        ("a", 1, 0): 6,
        ("a", 1, 1): 7,
    }
    assert tree.line(("a", 0, "missing", "deeper")) == 2
    assert tree.line(("missing",)) == 1


def test_a_byte_order_mark_and_other_line_ends_do_no_harm() -> None:
    """Editors of other systems write them."""
    assert parse(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").value == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("content", "line", "path", "message"),
    [
        (b"a: 1\n\xff", 2, (), "this is not UTF-8 text; save the file as UTF-8"),
        (b"a: 1\na: 2", 2, ("a",), "is written twice (first in line 1); keep one"),
        (b"a: &x 1", 1, ("a",), "&x is an anchor; remove it and write the values out"),
        (b"a:\n - *x", 2, ("a",), "*x is an alias; write the values out"),
        (b"*x", 1, (), "*x is an alias; write the values out"),
        (
            b"a: !!python/name:os.system x",
            1,
            ("a",),
            "tag:yaml.org,2002:python/name:os.system is a YAML tag; remove it",
        ),
        (b"a: !x [1]", 1, ("a",), "!x is a YAML tag; remove it"),
        (b"a: 1\n---\nb: 2", 2, (), "a second document begins here (---); write one only"),
        (b"? [a]\n: 1", 1, (), "a list or group of fields cannot be a field's name"),
        (b"a: " + b"[" * 30 + b"]" * 30, 1, ("a", 0, 0, 0), "is nested deeper than 20 levels; nothing here needs that"),
        (b'a: 1\nb: "\\ud800"', 2, (), "an escape stands for half a character; write the character itself"),
        (b" " * (LARGEST + 1), 1, (), "it has more than 5 MB; split it over several pools"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    content: bytes, line: int, path: tuple[str | int, ...], message: str
) -> None:
    """Nothing is constructed, nothing multiplies, nothing is silently dropped."""
    assert parse(content).mistakes == [(line, path, message)]


def test_reading_goes_on_after_a_key_that_comes_twice() -> None:
    """The first value counts for what follows; fields in the second do not count as written twice themselves."""
    tree = parse(b"q:\n  - {id: a}\nq:\n  - {id: a, id: b}\nq: 1\nr: 2\n")
    assert tree.value == {"q": [{"id": "a"}], "r": 2}
    assert [(line, message) for line, _, message in tree.mistakes] == [
        (3, "is written twice (first in line 1); keep one"),
        (4, "is written twice (first in line 4); keep one"),
        (5, "is written twice (first in line 1); keep one"),
    ]


def test_what_was_not_read_to_the_end_says_so() -> None:
    """The rest must not be judged."""
    assert not parse(b"a: [1").complete
    assert parse(b"a: 1\na: 2").complete
