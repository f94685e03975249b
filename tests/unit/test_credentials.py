"""Generated credentials."""

from pathlib import Path

import pytest

from acd.credentials import Credentials
from acd.domain.errors import AcdError
from acd.state_folder import StateFolderUnusable


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    """The first load makes a file that only its owner reads; the second reads it."""
    first = Credentials.load(tmp_path / "secrets")
    second = Credentials.load(tmp_path / "secrets")
    assert first == second
    assert (tmp_path / "secrets" / "master.key").stat().st_mode & 0o777 == 0o600


def test_passwords_differ_by_purpose_and_by_installation(tmp_path: Path) -> None:
    """No two accounts and no two installations share a password."""
    one, other = Credentials.load(tmp_path / "one"), Credentials.load(tmp_path / "other")
    passwords = {
        maker
        for source in (one, other)
        for maker in (
            source.sip_password("agent-alice"),
            source.sip_password("agent-bob"),
            source.ari_password(),
            source.ami_password(),
            source.api_token(),
        )
    }
    assert len(passwords) == 10


def test_a_password_is_hard_to_guess_and_easy_to_type(tmp_path: Path) -> None:
    """160 bits, only letters and digits, and stable."""
    credentials = Credentials.load(tmp_path)
    password = credentials.sip_password("agent-alice")
    assert len(password) == 32 and password.isalnum()
    assert password == credentials.sip_password("agent-alice")


def test_nothing_but_the_key_is_left(tmp_path: Path) -> None:
    """The draft from which it is made is gone."""
    Credentials.load(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


def test_a_key_made_meanwhile_by_another_process_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes second takes the first one's, whole."""
    first = Credentials.load(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda path: False)
    assert Credentials.load(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


def test_a_key_that_was_lost_is_never_used(tmp_path: Path) -> None:
    """From an empty file, as a full disk leaves it, everybody could derive the passwords."""
    (tmp_path / "master.key").touch()
    with pytest.raises(AcdError, match="backup"):
        Credentials.load(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """One sentence with the setting, for every command that needs a password."""
    (tmp_path / "file").touch()
    with pytest.raises(StateFolderUnusable, match="ACD_VAR"):
        Credentials.load(tmp_path / "file" / "secrets")


def test_a_pin_is_six_digits_of_this_installation_and_agent() -> None:
    """The same at every start; spread over all digits, noughts in front included."""
    credentials = Credentials(b"m" * 43)
    pins = [credentials.pin(f"agent-{number}") for number in range(2000)]
    assert all(len(pin) == 6 and pin.isdigit() for pin in pins)
    assert len(set(pins)) > 1950 and credentials.pin("agent-1") == pins[1]
    assert Credentials(b"n" * 43).pin("agent-1") != pins[1]
    for place in range(6):
        assert {pin[place] for pin in pins} == set("0123456789")
