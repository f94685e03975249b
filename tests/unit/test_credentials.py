"""Generated credentials."""

from pathlib import Path

from acd.credentials import Credentials


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
            source.api_token(),
        )
    }
    assert len(passwords) == 8


def test_a_password_is_hard_to_guess_and_easy_to_type(tmp_path: Path) -> None:
    """160 bits, only letters and digits, and stable."""
    credentials = Credentials.load(tmp_path)
    password = credentials.sip_password("agent-alice")
    assert len(password) == 32 and password.isalnum()
    assert password == credentials.sip_password("agent-alice")
