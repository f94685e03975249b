"""YAML text -> the parser's events. What the parser refuses is told in plain words; nothing is constructed."""

from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import Event
from ruamel.yaml.reader import ReaderError


class Unreadable(Exception):
    """The text cannot be read on from a line."""

    def __init__(self, line: int, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.line = line
        """From 1."""
        self.path = path


def events(text: str) -> Iterator[Event]:
    """The events of a text. Raises Unreadable."""
    parser = YAML(typ="safe", pure=True).parse(text)
    line = 1
    while True:
        try:
            event = next(parser, None)
        except ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            message = f"there is a character that YAML does not allow (U+{_code(error):04X}); remove it"
            raise Unreadable(line, message) from error
        except MarkedYAMLError as error:
            raise Unreadable(_line_of(error, line), _fault(error)) from error
        except Exception as error:
            # the parser's own slips: an OverflowError for an escape beyond Unicode, and whatever else there is
            raise Unreadable(line, "this is not YAML; check what stands after backslashes and percent signs") from error
        if event is None:
            return
        line = int(event.start_mark.line) + 1
        yield event


def _code(error: ReaderError) -> int:
    return ord(error.character) if isinstance(error.character, str) else int(error.character)


def _line_of(error: MarkedYAMLError, last: int) -> int:
    mark = error.problem_mark or error.context_mark
    return last if mark is None else int(mark.line) + 1


def _fault(error: MarkedYAMLError) -> str:
    problem = str(error.problem or error.context or "").strip()
    if "mapping values are not allowed" in problem:
        return "a colon is not expected here; put a text with a colon in quotes, or check the indentation"
    if "'\\t'" in problem:
        return "a tab cannot indent; use spaces"
    return f"this is not YAML: {problem}; check indentation, quotes and brackets"
