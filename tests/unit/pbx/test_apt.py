"""The private apt: which mirror, which settings, and what its complaints mean."""

import shutil
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


FRESH = """\
main stable https://vendor.invalid/chat/deb/
main bookworm https://vendor.invalid/tools/
main bookworm-pgdg https://vendor.invalid/debian/
main bookworm/vendor https://vendor.invalid/debian/
contrib bookworm http://contrib.invalid/debian/
main bookworm-security http://host.invalid/debian-security/
main bookworm-updates http://host.invalid/debian/
main bookworm http://host.invalid/debian/
"""


def test_without_lists_the_most_likely_archive_is_taken() -> None:
    """apt has not read yet whose archives they are; vendors and security archives have no testing."""
    assert apt.likely_debian_mirror(FRESH) == "http://host.invalid/debian/"
    assert apt.likely_debian_mirror("main sid http://a.invalid/x/\nmain sid http://b.invalid/pub/debian\n") == (
        "http://b.invalid/pub/debian"
    )
    beside = "main stable http://vendor.invalid/\nmain bookworm http://h.invalid/copy/\n"
    assert apt.likely_debian_mirror(beside) == ""
    assert apt.likely_debian_mirror(beside + "main bookworm-updates http://h.invalid/copy/\n") == (
        "http://h.invalid/copy/"
    )
    assert apt.likely_debian_mirror("") == "" and apt.likely_debian_mirror("a\nb c\n\n") == ""


@pytest.fixture
def fresh_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Apt's lists are empty, as in a fresh image; returns its list of sources."""
    (tmp_path / "lists/partial").mkdir(parents=True)
    sources = tmp_path / "sources.list"
    sources.write_text(
        "deb https://vendor.invalid/debian bookworm-vendor main\n"
        "deb http://host.invalid/debian-security bookworm-security main\n"
        "deb http://host.invalid/debian bookworm main contrib\n"
    )
    (tmp_path / "apt.conf").write_text(
        f'Dir::State::lists "{tmp_path}/lists";\nDir::Etc::sourcelist "{sources}";\nDir::Etc::sourceparts "-";\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))
    monkeypatch.setattr("acd.pbx.apt.platform.freedesktop_os_release", lambda: {"ID": "debian"})
    return sources


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="needs apt-get")
def test_a_fresh_debian_has_a_mirror(fresh_machine: Path) -> None:
    """apt-get names no archive of which it has no list, unless it is asked otherwise."""
    assert apt.mirror_uri(None) == "http://host.invalid/debian/"
    fresh_machine.write_text("deb http://host.invalid/debian-security bookworm-security main\n")
    with pytest.raises(InstallFailed, match="set ACD_DEBIAN_MIRROR"):
        apt.mirror_uri(None)


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="needs apt-get")
def test_a_list_of_mirrors_is_a_mirror(fresh_machine: Path) -> None:
    """Debian's own cloud images have one."""
    fresh_machine.write_text(
        "deb mirror+file:///etc/apt/mirrors/debian.list bookworm main\n"
        "deb mirror+file:///etc/apt/mirrors/debian.list bookworm-updates main\n"
    )
    assert apt.mirror_uri(None) == "mirror+file:/etc/apt/mirrors/debian.list/"


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="needs apt-get")
def test_a_fresh_relative_of_debian_has_none(fresh_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its archives hold its own packages, whatever they are called."""
    monkeypatch.setattr("acd.pbx.apt.platform.freedesktop_os_release", lambda: {"ID": "ubuntu"})
    with pytest.raises(InstallFailed, match="set ACD_DEBIAN_MIRROR"):
        apt.mirror_uri(None)

    def unknown() -> dict[str, str]:
        raise FileNotFoundError

    monkeypatch.setattr("acd.pbx.apt.platform.freedesktop_os_release", unknown)
    with pytest.raises(InstallFailed, match="set ACD_DEBIAN_MIRROR"):
        apt.mirror_uri(None)
