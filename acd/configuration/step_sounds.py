"""Every sound of a step, with its place in the step's fields."""

from collections.abc import Iterable, Iterator

from acd.configuration.sounds import Prompt
from acd.configuration.steps import Step

Path = tuple[str | int, ...]


def sounds_of_step(step: Step) -> Iterator[tuple[Path, Prompt]]:
    """Return the sounds of a step in the order in which they are written."""
    yield from _at(("play",), step.play)
    yield from _at(("voicemail",), step.voicemail)
    for name in ("queue", "message"):
        yield from _at((name, "whisper"), getattr(getattr(step, name), "whisper", None))
    for name in ("menu", "collect", "look_up", "callback", "transfer", "consent"):
        written = getattr(step, name)
        for field in ("say", "again"):
            yield from _at((name, field), getattr(written, field, None))


def _at(path: Path, prompts: Iterable[Prompt] | None) -> Iterator[tuple[Path, Prompt]]:
    for index, prompt in enumerate(prompts or ()):
        yield (*path, index), prompt
