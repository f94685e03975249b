"""Names of files: whose, when, which, and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from acd.domain.recordings import RecordingId
from acd.domain.tenants import TenantId
from acd.recordings.names import RecordingName, checked_key, day_of

NAME = RecordingName(TenantId("acme-2"), date(2026, 11, 21), RecordingId("acd-1a.7-r2"))


def test_a_name_there_and_back() -> None:
    """The raw file tells all that the store's key needs."""
    assert NAME.raw == "acme-2_20261121_acd-1a.7-r2.raw"
    assert RecordingName.of_raw(Path("/x") / NAME.raw) == NAME
    assert NAME.key == checked_key(NAME.key) == "acme-2/2026/11/21/acd-1a.7-r2.wav"
    assert (NAME.call_id, NAME.seq) == ("acd-1a.7", 2)


@pytest.mark.parametrize("tenant", ["", "Acme", "../x", "a_b", "a/b", "a\0", "-a", "a" * 41])
def test_a_tenant_that_is_none(tenant: str) -> None:
    """The folder of a tenant is never another place."""
    with pytest.raises(ValueError, match="no name"):
        RecordingName(TenantId(tenant), date(2026, 1, 1), NAME.recording_id)


@pytest.mark.parametrize("recording", ["", "x", "../r-r1", "a/b-r1", "a_b-r1", "a\0-r1", "%2e%2e-r1"])
def test_an_id_that_is_none(recording: str) -> None:
    """Whatever the id of a call may hold one day."""
    with pytest.raises(ValueError, match="no name"):
        RecordingName(NAME.tenant_id, date(2026, 1, 1), RecordingId(recording))


@pytest.mark.parametrize(
    "file",
    ["notes.txt", "acme_20261121_x.raw", "acme_20261341_1.1-r1.raw", "Acme_20261121_1.1-r1.raw", "1.1-r1.raw", ".raw"],
)
def test_files_of_others_are_told_apart(file: str) -> None:
    """They are left alone."""
    assert RecordingName.of_raw(Path(file)) is None


@pytest.mark.parametrize(
    "key",
    ["", "x", "/etc/passwd", "acme/2026/11/21/../../../../x-r1.wav", "acme/2026/11/21/1.1-r1.wav\n",
     "-a/2026/11/21/1-r1.wav", "acme/2026/11/21/1.1.wav", "../2026/11/21/1.1-r1.wav", "acme\\2026\\11\\21\\1.1-r1.wav"],
)  # fmt: skip
def test_keys_that_are_none(key: str) -> None:
    """Also when somebody has changed a row of the database."""
    with pytest.raises(ValueError, match="no key"):
        checked_key(key)


def test_days_are_those_of_utc() -> None:
    """Wherever the machine stands."""
    assert day_of(1_795_219_199_999) == date(2026, 11, 20)
    assert day_of(1_795_219_200_000) == date(2026, 11, 21)
