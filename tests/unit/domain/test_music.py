"""Music is named after what is heard."""

from acd.domain.flows import Prompt
from acd.domain.music import MusicClass, class_name

A, B = Prompt("/var/prompts/a"), Prompt("/var/prompts/b")


def test_another_name_is_another_music() -> None:
    """Other files, another order of them, shuffled or not."""
    heard = [((A,), False), ((A, B), False), ((B, A), False), ((A, B), True), ((Prompt("/var/prompts/a\\nb"),), False)]
    assert len({class_name(*one) for one in heard}) == len(heard)


def test_the_same_music_has_one_name_wherever_its_files_are() -> None:
    """A state folder that moved must not leave those who wait without music; the PBX allows 79 characters."""
    name = class_name([A, B], False)
    assert name == class_name([Prompt("/srv/prompts/a"), Prompt("b")], False)
    assert len(MusicClass(name, (A, B), False, ("queue support",)).name) == 36
