"""How mistakes are told."""

from acd.configuration.mistakes import ConfigurationError, Mistake
from acd.domain.errors import AcdError


def test_a_mistake_is_one_line_that_editors_can_jump_to() -> None:
    """file:line, then the field, then the sentence."""
    mistake = Mistake.at("demo.yaml", 14, ("queues", 1, "ring_timeout_s"), "0 is too small; use 1 to 300 seconds")
    assert str(mistake) == "demo.yaml:14: queues[1].ring_timeout_s: 0 is too small; use 1 to 300 seconds"
    assert str(Mistake.at("demo.yaml", 1, (), "cannot be read")) == "demo.yaml:1: cannot be read"


def test_no_text_of_the_file_can_command_a_terminal() -> None:
    """Or be two lines."""
    assert str(Mistake.at("x", 1, (), "a\x1b[2J\nb")) == "x:1: a\\u001b[2J\\u000ab"


def test_the_error_lists_each_mistake_once_by_line() -> None:
    """Line 9 comes before line 10."""
    mistakes = [Mistake.at("x", line, (), "wrong") for line in (10, 9, 10)]
    error = ConfigurationError(mistakes)
    assert str(error) == "x:9: wrong\nx:10: wrong"
    assert isinstance(error, AcdError)
