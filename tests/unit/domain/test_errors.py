"""Errors and their messages."""

from acd.domain.commands import Refusal
from acd.domain.errors import AcdError, CommandRejected, PbxTooOld, RequestRefused, UnknownAgent


def test_the_docstring_is_the_message_where_none_is_given() -> None:
    """Nobody sees an empty error."""
    assert str(PbxTooOld()) == "This Asterisk is older than the oldest supported version."
    assert str(AcdError("so it is")) == "so it is"


def test_a_rejected_command_says_why() -> None:
    """In our words and in the PBX's."""
    error = CommandRejected(Refusal.GONE, "404 Channel not found")
    assert (str(error), error.refusal, error.detail) == (
        "gone: 404 Channel not found",
        Refusal.GONE,
        "404 Channel not found",
    )


def test_somebody_unknown_is_a_request_refused() -> None:
    """One except clause is enough for the web."""
    assert issubclass(UnknownAgent, RequestRefused)
