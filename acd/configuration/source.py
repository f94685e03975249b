"""A file -> a checked document, or every mistake in it, each with its line. Reads files, stores nothing."""

from dataclasses import dataclass
from pathlib import Path

from acd.configuration import tree as yaml_tree
from acd.configuration.mistakes import ConfigurationError, Mistake
from acd.configuration.schema import Document
from acd.configuration.shelf import Known, Shelf
from acd.configuration.validate import validate


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration that can be applied."""

    document: Document
    warnings: tuple[Mistake, ...] = ()
    """What is probably not meant; sorted by line."""
    folder: Path | None = None
    """Where the paths of recordings begin."""


def load(path: Path, known: Known = lambda _: False) -> Loaded:
    """Read and check a configuration file. Blocking. Raises ConfigurationError with every mistake.

    `known` tells which recordings were taken in already: it saves the time of decoding them.
    """
    try:
        with path.open("rb") as file:
            # one byte more than allowed: enough to refuse a huge file without reading it
            content = file.read(yaml_tree.LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError([Mistake.at(str(path), 1, (), f"cannot be read: {reason}")]) from error
    return parse(content, path.name, path.parent, known)


def parse(content: bytes, name: str, folder: Path | None = None, known: Known = lambda _: False) -> Loaded:
    """Check the bytes of a configuration; `name` stands before each mistake. Raises ConfigurationError.

    Recordings are looked for from `folder` on. Without it they are not: the document is right as far as one
    can tell, but a recording that is new cannot be played.
    """
    tree = yaml_tree.parse(content)
    mistakes = [Mistake.at(name, line, path, message) for line, path, message in tree.mistakes]
    warnings: list[Mistake] = []
    document, findings = (
        validate(tree.value, None if folder is None else Shelf(folder, known)) if tree.complete else (None, [])
    )
    for finding in findings:
        found = Mistake.at(name, tree.line(finding.path), finding.path, finding.message)
        (warnings if finding.is_warning else mistakes).append(found)
    if mistakes or document is None:
        raise ConfigurationError(mistakes)
    return Loaded(document, tuple(sorted(warnings)), folder)
