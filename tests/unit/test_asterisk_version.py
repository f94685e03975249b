"""Which versions are taken: the floor of each branch, no release candidate, whatever a packager adds."""

import pytest

from acd.asterisk_version import refusal, version_of


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Asterisk 22.10.1", "22.10.1"),
        ("Asterisk 22.10.1+dfsg+~cs6.17.60671434-1\n", "22.10.1"),
        ("Asterisk 22.10.1~dfsg-2+b1", "22.10.1"),
        ("Asterisk 22.11.0-rc1", "22.11.0-rc1"),
        ("Asterisk 22.11.0~rc1+dfsg-1", "22.11.0-rc1"),
        ("Asterisk certified/20.7-cert10", None),
        ("Asterisk 20.20.1", "20.20.1"),
        ("asterisk: command not found", None),
        ("Asterisk GIT-master-abcdef", None),
        ("", None),
    ],
)
def test_a_version_is_read_from_what_asterisk_says(text: str, version: str | None) -> None:
    """Packagers add to the number, and never change it."""
    assert version_of(text) == version


@pytest.mark.parametrize("version", ["22.10.1", "22.10.2", "22.11.0", "20.20.1", "20.21.0", "23.4.1", "24.0.0"])
def test_good_versions(version: str) -> None:
    """At or above the floor of the branch."""
    assert refusal(version) is None


@pytest.mark.parametrize("version", ["22.10.0", "22.9.9", "20.20.0", "21.12.1", "23.4.0", "18.26.4", "16.28.0"])
def test_old_versions(version: str) -> None:
    """Below the floor of the branch, or of a branch that gets no fixes any more."""
    assert version in str(refusal(version))


@pytest.mark.parametrize("version", ["22.11.0-rc1", "24.0.0-rc2", "22.12.0-pre1"])
def test_release_candidates_are_refused(version: str) -> None:
    """One of them crashes on a frame that every client may send."""
    assert "candidate" in str(refusal(version))
