"""What the YAML parser refuses, in words that help whoever wrote the file."""

import pytest

from acd.configuration.events import Unreadable, events


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "a: 1\nb: c: d",
            2,
            "a colon is not expected here; put a text with a colon in quotes, or check the indentation",
        ),
        ("a:\n\t- b", 2, "a tab cannot indent; use spaces"),
        (
            "a: 'x",
            1,
            "this is not YAML: found unexpected end of stream; check indentation, quotes and brackets",
        ),
        ("a: 1\nb: \x01", 2, "there is a character that YAML does not allow (U+0001); remove it"),
        ('a: 1\nb: "\\UFFFFFFFF"', 2, "this is not YAML; check what stands after backslashes and percent signs"),
    ],
)
def test_the_fault_is_told_with_its_line(text: str, line: int, message: str) -> None:
    """Also for what the parser itself stumbles over."""
    with pytest.raises(Unreadable) as caught:
        list(events(text))
    assert (caught.value.line, str(caught.value)) == (line, message)


def test_events_come_as_they_are_asked_for() -> None:
    """So a file that nests without end is given up early."""
    stream = events("[" * 1_000_000)
    assert type(next(stream)).__name__ == "StreamStartEvent"
