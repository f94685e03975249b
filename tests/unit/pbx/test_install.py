"""A fetch that goes wrong anywhere leaves what was there before; one that goes well is seen whole."""

import threading
from pathlib import Path

import pytest

from acd.pbx import apt, install
from acd.pbx.errors import InstallFailed
from acd.pbx.locate import TREE
from tests.unit.pbx.test_locate import private


def silent(line: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(autouse=True)
def fake_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    """An apt that has everything at once."""
    monkeypatch.setattr("acd.pbx.locate.shutil.which", lambda name, path=None: None)
    monkeypatch.setattr(apt, "require_tools", lambda: None)
    monkeypatch.setattr(apt, "mirror_uri", lambda chosen: chosen or "http://host.invalid/debian")
    monkeypatch.setattr(apt, "fetch", lambda work, packages, mirror: [work / "asterisk.deb"])
    monkeypatch.setattr(apt, "unpack", unpacked("Asterisk 22.10.1+dfsg"))


def unpacked(says: str, voice: str = "en_US_f_Allison") -> object:
    """A stand-in for unpack that makes a tree with an Asterisk of a version."""

    def unpack(packages: list[Path], tree: Path) -> None:
        private(tree.parent, says)
        (tree / "usr/share/asterisk/sounds" / voice).mkdir(parents=True)
        for unneeded in ("usr/share/doc/x", "usr/bin", "etc/asterisk", "var/lib"):
            (tree / unneeded).mkdir(parents=True)

    return unpack


def test_a_fetched_asterisk_is_complete_and_lean(tmp_path: Path) -> None:
    """English prompts are where Asterisk looks; what only fills the disk is gone; so is the work folder."""
    lines: list[str] = []
    found = install.install(tmp_path, lines.append)
    tree = tmp_path / TREE
    assert found.version == "22.10.1"
    assert (tree / "usr/share/asterisk/sounds/en").resolve().name == "en_US_f_Allison"
    assert not (tree / "usr/share/doc").exists() and not (tree / "usr/bin").exists() and not (tree / "var").exists()
    assert (tree / install.STAMP).read_text() == "Asterisk 22.10.1\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [TREE, "lock"]
    assert len(lines) == 3


@pytest.mark.parametrize(
    "broken",
    [
        lambda packages, tree: (_ for _ in ()).throw(OSError(28, "No space left on device")),
        unpacked("Asterisk 22.9.0"),
        unpacked("Asterisk 22.10.2", voice="fr_CA"),
        lambda packages, tree: None,
    ],
    ids=["disk full", "mirror is old", "no English voice", "nothing inside"],
)
def test_a_broken_fetch_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: object) -> None:
    """The new tree is put in place last of all."""
    install.install(tmp_path, silent)
    monkeypatch.setattr(apt, "unpack", broken)
    with pytest.raises(InstallFailed, match=r"could not be fetched: .* install Asterisk >= 22\.10\.1 yourself"):
        install.install(tmp_path, silent)
    assert install.ensure(tmp_path, silent).version == "22.10.1"
    assert sorted(path.name for path in tmp_path.iterdir()) == [TREE, "lock"]


def test_an_old_one_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade is one more install."""
    install.install(tmp_path, silent)
    monkeypatch.setattr(apt, "unpack", unpacked("Asterisk 22.10.2"))
    assert install.install(tmp_path, silent).version == "22.10.2"


def test_several_at_once_fetch_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others wait, and then find it."""
    fetched: list[Path] = []

    def fetch(work: Path, packages: list[str], mirror: str) -> list[Path]:
        fetched.append(work)
        return []

    monkeypatch.setattr(apt, "fetch", fetch)
    threads = [threading.Thread(target=install.ensure, args=(tmp_path, silent)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fetched) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file is in the way, or the disk is read-only."""
    (tmp_path / "file").touch()
    with pytest.raises(InstallFailed, match="could not be fetched"):
        install.install(tmp_path / "file", silent)


def test_the_cause_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What apt found wrong is in the sentence."""

    def no_tools() -> None:
        raise InstallFailed("there is no apt-get here (not a Debian system)")

    monkeypatch.setattr(apt, "require_tools", no_tools)
    with pytest.raises(InstallFailed, match="there is no apt-get here"):
        install.ensure(tmp_path, silent)
