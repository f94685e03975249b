"""The private apt: which mirror, which settings, and what its complaints mean."""

from pathlib import Path

import pytest

from acd.pbx import apt
from acd.pbx.errors import InstallFailed

LISTING = """\
Debian main bookworm-security http://host.invalid/debian-security/
Debian main bookworm-updates http://host.invalid/updates/
Other main stable http://host.invalid/other/
Debian contrib bookworm http://host.invalid/contrib/
Debian main bookworm http://host.invalid/debian/
"""


def test_the_mirror_is_the_machines_own_full_archive() -> None:
    """Neither security updates nor somebody else's packages carry what is needed."""
    assert apt.first_debian_mirror(LISTING) == "http://host.invalid/debian/"
    assert apt.first_debian_mirror("") == ""
    assert apt.first_debian_mirror("Ubuntu main noble http://host.invalid/ubuntu/\n\n") == ""


def test_the_setting_wins() -> None:
    """Named by the operator."""
    assert apt.mirror_uri("https://mirror.invalid/debian") == "https://mirror.invalid/debian"


@pytest.mark.parametrize("bad", ["mirror.invalid/debian", "http://a b", "http://x] evil", "http://x\ndeb y"])
def test_a_setting_that_is_no_uri_is_refused(bad: str) -> None:
    """It would end in a line of sources.list."""
    with pytest.raises(InstallFailed, match="ACD_DEBIAN_MIRROR"):
        apt.mirror_uri(bad)


def test_no_mirror_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a relative of Debian that has its own archives."""
    monkeypatch.setattr(apt, "run", lambda command: "Ubuntu main noble http://host.invalid/ubuntu/\n")
    with pytest.raises(InstallFailed, match="set ACD_DEBIAN_MIRROR"):
        apt.mirror_uri(None)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("W: GPG error: ... NO_PUBKEY 0E98404D386FA1D9", "debian-archive-keyring"),
        ("E: The repository 'x testing InRelease' is not signed.", "debian-archive-keyring"),
        ("W: Failed to fetch http://x Could not resolve 'x'", "network"),
        ("E: Failed to fetch http://x 404 Not Found", "ACD_DEBIAN_MIRROR"),
        ("E: Write error - write (28: No space left on device)", "disk is full"),
        ("E: You don't have enough free space in /x.", "disk is full"),
        ("E: Unable to locate package asterisk", "no such package"),
        ("something\n  strange happened\n\n", "apt-get failed: strange happened"),
        ("", "apt-get failed"),
    ],
)
def test_what_apt_says_is_explained(said: str, told: str) -> None:
    """One sentence with the mend."""
    assert told in apt.explained("apt-get", said)


def test_a_warning_about_an_index_is_a_failure() -> None:
    """apt-get update ends well although it fetched nothing."""
    with pytest.raises(InstallFailed, match="mirror cannot be reached"):
        apt.run(["sh", "-c", "echo 'W: Failed to fetch http://x' >&2"])


def test_a_missing_tool_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a Debian."""
    monkeypatch.setattr("acd.pbx.apt.shutil.which", lambda name: None)
    with pytest.raises(InstallFailed, match="no apt-get here"):
        apt.require_tools()
    with pytest.raises(InstallFailed, match="did not finish"):
        apt.run(["acd-no-such-program"])


def test_a_missing_keyring_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without it nothing that is fetched could be trusted."""
    monkeypatch.setattr("acd.pbx.apt.shutil.which", lambda name: name)
    monkeypatch.setattr(apt, "KEYRING", tmp_path / "missing.gpg")
    with pytest.raises(InstallFailed, match="install the package debian-archive-keyring"):
        apt.require_tools()


def test_the_machines_own_apt_is_left_alone(tmp_path: Path) -> None:
    """State, cache, sources and hooks are our own; so is the list of installed packages, which is empty."""
    text = apt.settings_text(tmp_path, "amd64", "somebody")
    for name in ("Dir::State", "Dir::State::status", "Dir::Cache", "Dir::Etc", "Dir::Etc::sourcelist"):
        assert f'{name} "{tmp_path}' in text
    assert "#clear APT::Update::Post-Invoke;" in text
    assert 'APT::Sandbox::User "somebody";' in text
    with pytest.raises(InstallFailed, match="quotation mark"):
        apt.settings_text(tmp_path / 'a"b', "amd64", "somebody")
