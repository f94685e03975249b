"""Music for callers who wait, from files of the operator's."""

from dataclasses import dataclass

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
