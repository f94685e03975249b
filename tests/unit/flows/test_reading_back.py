"""What was typed is said."""

from acd.domain.flows import StepName
from acd.domain.progress import Progress
from acd.flows.reading_back import read_back
from tests.unit.flows.facts import Told


def test_digits_between_two_sentences() -> None:
    """Nothing at all without a voice for them."""
    at = Progress(StepName("s"), typed="12")
    assert read_back(at, Told()) == ("you-entered", "1", "2", "correct")
    assert read_back(at, Told(voice=False)) == ()
