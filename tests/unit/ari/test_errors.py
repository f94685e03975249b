"""Errors that end the link say what to do."""

from acd.ari.errors import ProvisioningFailed, TakenOver
from acd.domain.errors import AcdError


def test_they_are_errors_of_the_call_centre_with_a_message() -> None:
    """So that the command line prints a sentence instead of a traceback."""
    for error in (TakenOver(), ProvisioningFailed("agent-a")):
        assert isinstance(error, AcdError)
        assert str(error)
    assert "stop one of the two" in str(TakenOver())
