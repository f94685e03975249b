"""How a client's voice speaks."""

import pytest

from acd.configuration.manners import Voice
from acd.configuration.mistakes import ConfigurationError
from acd.configuration.source import parse
from acd.prompts.sources import Manner


def test_what_is_not_written_is_as_usual() -> None:
    """And what is written as usual makes the same sounds as if it were not."""
    assert Voice(speed=1.2).manner() == Manner(1.2)
    assert Voice(pitch=30, variant="m3").manner() == Manner(1.0, 30, "m3")
    assert Voice(speed=1.0).manner() is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{}", "is empty; write speed, pitch or variant"),
        (b"{speed: 3}", "use 0.5"),
        (b"{pitch: 100}", "use 0 .low. to 99"),
        (b"{variant: robot}", "use one of f1 to f5 .women. and m1 to m8"),
        (b"{loud: 1}", "there is no such field"),
    ],
)
def test_what_is_wrong_is_told(text: bytes, message: str) -> None:
    """With the bounds."""
    with pytest.raises(ConfigurationError, match=message):
        parse(b"tenants: [{id: a, name: A, voice: " + text + b"}]", "a.yaml")
