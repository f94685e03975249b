"""Names of messages."""

import pytest

from acd.domain.calls import CallId
from acd.domain.voicemails import call_of, voicemail_id


def test_there_and_back() -> None:
    """The call is in the name."""
    assert voicemail_id(CallId("acd-1.7")) == "acd-1.7-v1"
    assert call_of("acd-1.7-v1") == "acd-1.7"


@pytest.mark.parametrize("name", ["", "-v1", "a", "a-v2", "../a-v1", "a/b-v1", "a\0-v1", "a-v1\n", "a" * 101 + "-v1"])
def test_what_is_no_name(name: str) -> None:
    """Nothing else becomes the name of a file."""
    assert call_of(name) is None
