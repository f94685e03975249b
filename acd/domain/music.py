"""Music for callers who wait, from files of the operator's."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from acd.domain.flows import Prompt


@dataclass(frozen=True, slots=True)
class MusicClass:
    """What the PBX plays in turn. The same name means the same files in the same order, for ever."""

    name: str
    files: tuple[Prompt, ...]
    is_random: bool
    """False: each caller hears the files from the first on."""
    used_by: tuple[str, ...]
    """For people: "queue support", "tenant acme"."""


def class_name(files: Sequence[Prompt], is_random: bool) -> str:
    """Name a class after what is heard: who waits with it keeps it, whatever is configured meanwhile.

    Files are told apart by their last name alone, which is that of their contents: the folder may move.
    """
    heard = "\n".join(["random" if is_random else "listed", *(file.rpartition("/")[2] for file in files)])
    return f"acd-{sha256(heard.encode()).hexdigest()[:32]}"
