"""Every error of the client says what to do, and is caught as one kind."""

import pytest

from acd.client import errors
from acd.domain.errors import AcdError

ADDRESS = "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (errors.ControllerNotRunning(ADDRESS), "`make run`"),
        (errors.NoAnswer(ADDRESS, "in time"), "look at its log"),
        (errors.NotTheController(ADDRESS, "HTML"), "ACD_HTTP_PORT"),
        (errors.WrongToken(ADDRESS), "master.key"),
        (errors.ConfigurationRefused(()), "nothing was applied"),
    ],
)
def test_the_message_says_what_to_do(error: errors.ClientError, advice: str) -> None:
    """People read it once, in a hurry."""
    assert advice in str(error)
    assert isinstance(error, AcdError)
