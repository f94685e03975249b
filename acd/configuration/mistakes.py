"""What is wrong with a configuration, or looks wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from acd.configuration.sentences import path_text, printable
from acd.domain.errors import AcdError


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one place of a document."""

    path: tuple[str | int, ...]
    message: str
    is_warning: bool = False
    """True: it can be applied, but is probably not what was meant."""
    depends_on: tuple[tuple[str | int, ...], ...] = ()
    """Places whose every item must have been read, or the finding may not be true."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """A finding at its line."""

    line: int
    """From 1."""
    field: str
    """Path such as queues[1].ring_timeout_s; empty for the file as a whole."""
    message: str
    """What is wrong, and the mend."""
    file: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"

    @classmethod
    def at(cls, file: str, line: int, path: Iterable[str | int], message: str) -> "Mistake":
        """A mistake at a place of the document."""
        return cls(line, path_text(path), printable(message), file)


class ConfigurationError(AcdError):
    """A configuration cannot be used; the message has a line for each mistake."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))
