"""What makes two sources the same sound."""

from pathlib import Path

from acd.prompts.sources import Recorded, Silence, Spoken


def test_a_recording_is_known_by_name_and_content_and_not_by_where_it_is() -> None:
    """After the apply nobody knows the folder that it came from."""
    there = Recorded("hi.wav", "0" * 64, Path("/home/bob/hi.wav"))
    assert there == Recorded("hi.wav", "0" * 64)
    assert hash(there) == hash(Recorded("hi.wav", "0" * 64))
    assert there != Recorded("hi.wav", "1" * 64)


def test_words_are_the_same_wherever_they_are_said() -> None:
    """So they are rendered once."""
    assert len({Spoken("Hi."), Spoken("Hi."), Spoken("Ho.")}) == 2


def test_the_same_words_in_another_language_sound_otherwise() -> None:
    """Another voice reads them."""
    assert Spoken("Pause.", "de") != Spoken("Pause.") == Spoken("Pause.", "en")


def test_silence_is_known_by_its_length() -> None:
    """Nothing else is in it."""
    assert Silence(0.25) == Silence(0.25) != Silence(0.3)
