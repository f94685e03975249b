"""Names of recordings."""

import pytest

from acd.domain.calls import CallId
from acd.domain.recordings import parts_of, recording_id


@pytest.mark.parametrize("call_id", ["1763719200.17", "acd-1a2b-1763719200.17", "c1", "x-r1"])
def test_a_name_there_and_back(call_id: str) -> None:
    """Call and number can be told from the name alone: after a crash there is nothing else."""
    assert parts_of(recording_id(CallId(call_id), 12)) == (call_id, 12)


@pytest.mark.parametrize(
    "call_id",
    ["", "../x", "a/b", "a b", "a\0b", "a_b", ".hidden", "-x", "%2e%2e", "a\n", "\u0661", "a" * 101, "${x}", "a,b"],
)
def test_what_must_not_become_the_name_of_a_file(call_id: str) -> None:
    """Should an id ever come from somewhere else than the PBX's counter."""
    assert parts_of(recording_id(CallId(call_id), 1)) is None


@pytest.mark.parametrize("name", ["c1", "c1-r", "c1-r0", "c1-r01", "c1-r1.wav", "c1-r1234567", "c1-r1\n"])
def test_what_is_no_name_of_a_recording(name: str) -> None:
    """It ends with a number from 1."""
    assert parts_of(name) is None
