"""Where carriers' passwords are found, and what is said when they are not."""

from pathlib import Path

import pytest

from acd.trunk_passwords import TrunkPasswords

TRUNK = "trunk-my-carrier"


def looked_up(folder: Path, environment: dict[str, str] | None = None) -> tuple[str | None, list[str]]:
    """Return the password, and the complaints."""
    complaints: list[str] = []
    return TrunkPasswords(folder, environment or {}).of(TRUNK, complaints.append), complaints


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    """A line end is no part of a password, a blank is."""
    (tmp_path / f"{TRUNK}.password").write_text("from file \n")
    assert looked_up(tmp_path) == ("from file ", [])
    assert looked_up(tmp_path, {"ACD_TRUNK_MY_CARRIER_PASSWORD": "from environment"}) == ("from environment", [])


def test_none_is_there(tmp_path: Path) -> None:
    """Both places are named."""
    password, (complaint,) = looked_up(tmp_path)
    assert password is None
    assert str(tmp_path / "trunk-my-carrier.password") in complaint and "ACD_TRUNK_MY_CARRIER_PASSWORD" in complaint


@pytest.mark.parametrize("text", ["", "a\nb", "x" * 129, "a\0b", "\x1b[2J"])
def test_what_is_no_password(tmp_path: Path, text: str) -> None:
    """It would be sent to the carrier otherwise; the complaint does not repeat it."""
    (tmp_path / f"{TRUNK}.password").write_text(text)
    password, (complaint,) = looked_up(tmp_path)
    assert password is None and "no password" in complaint and (not text or text not in complaint)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """Told, and not raised: the other trunks are wanted."""
    (tmp_path / f"{TRUNK}.password").mkdir()
    password, (complaint,) = looked_up(tmp_path)
    assert password is None and "cannot be read" in complaint
