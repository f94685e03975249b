"""Which Asterisk is taken: the one in PATH if it is good enough, else the private one, else a plain sentence."""

from pathlib import Path

import pytest

from acd.pbx.errors import AsteriskMissing
from acd.pbx.locate import TREE, find, private_binary, system_binary


def program(path: Path, says: str) -> Path:
    """An executable that prints a line, whatever it is asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def installed(prefix: Path, says: str) -> Path:
    """A complete Asterisk below a prefix, as a distribution would install it."""
    (prefix / "lib/some-arch/asterisk/modules").mkdir(parents=True)
    (prefix / "lib/some-arch/asterisk/modules/app_stasis.so").touch()
    (prefix / "share/asterisk/documentation").mkdir(parents=True)
    return program(prefix / "sbin/asterisk", says)


def private(root: Path, says: str) -> None:
    """The tree that the installer makes, with a loader that stands for the real one."""
    tree = root / TREE
    installed(tree / "usr", says)
    program(tree / "usr/lib64/ld-linux-some-arch.so.1", says)


@pytest.fixture(autouse=True)
def no_asterisk_in_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever this machine has must not matter here."""
    monkeypatch.setattr("acd.pbx.locate.shutil.which", lambda name, path=None: None)


def in_path(monkeypatch: pytest.MonkeyPatch, executable: Path) -> None:
    """Puts an executable in PATH."""
    monkeypatch.setattr("acd.pbx.locate.shutil.which", lambda name, path=None: str(executable))


def test_a_good_one_in_path_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The owner of the machine chose it."""
    executable = installed(tmp_path / "usr", "Asterisk 22.10.1+dfsg")
    in_path(monkeypatch, executable)
    private(tmp_path / "root", "Asterisk 22.11.0")
    found = find(tmp_path / "root")
    assert found.argv == (str(executable),)
    assert found.version == "22.10.1"
    assert found.modules_dir == tmp_path / "usr/lib/some-arch/asterisk/modules"
    assert found.data_dir == tmp_path / "usr/share/asterisk"


def test_an_old_one_in_path_gives_way_to_the_private_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Debian stable's is too old; nobody has to remove it."""
    in_path(monkeypatch, installed(tmp_path / "usr", "Asterisk 18.10.0~dfsg"))
    private(tmp_path / "root", "Asterisk 22.10.1")
    found = find(tmp_path / "root")
    assert found.version == "22.10.1"
    assert found.argv[1] == "--library-path"


def test_none_at_all_is_one_sentence_with_both_ways_out(tmp_path: Path) -> None:
    """What was looked for, and what to do."""
    with pytest.raises(AsteriskMissing, match=r"none in PATH; none in .*install Asterisk >= 22\.10\.1 yourself.*PATH"):
        find(tmp_path)


def test_the_reason_for_a_refusal_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An operator who did install one must not read "none"."""
    in_path(monkeypatch, installed(tmp_path / "usr", "Asterisk 22.11.0-rc1"))
    with pytest.raises(AsteriskMissing, match=r"22\.11\.0-rc1 is a release candidate"):
        find(tmp_path / "root")


def test_a_program_that_is_no_asterisk(tmp_path: Path) -> None:
    """What it said is shown."""
    with pytest.raises(AsteriskMissing, match="hello"):
        system_binary(installed(tmp_path / "usr", "hello"))


def test_a_program_that_does_not_start(tmp_path: Path) -> None:
    """A tree of another architecture, say."""
    private(tmp_path, "Asterisk 22.10.1")
    (tmp_path / TREE / "usr/lib64/ld-linux-some-arch.so.1").write_text("not a program")
    with pytest.raises(AsteriskMissing, match="does not start"):
        private_binary(tmp_path / TREE)


def test_an_asterisk_without_its_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Modules or documentation in a package that is not installed."""
    monkeypatch.setattr("acd.pbx.locate._SYSTEM_PREFIXES", ())
    executable = installed(tmp_path / "usr", "Asterisk 22.10.1")
    (tmp_path / "usr/share/asterisk/documentation").rmdir()
    with pytest.raises(AsteriskMissing, match="documentation"):
        system_binary(executable)
    (tmp_path / "usr/lib/some-arch/asterisk/modules/app_stasis.so").unlink()
    with pytest.raises(AsteriskMissing, match="app_stasis"):
        system_binary(executable)
