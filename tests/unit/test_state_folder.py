"""One controller to a folder of state."""

import os
from pathlib import Path

import pytest

from acd import state_folder
from acd.state_folder import StateFolderTaken, StateFolderUnusable


def test_a_second_holder_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    """The process to stop is named, and the setting to change."""
    with (
        state_folder.held(tmp_path / "new" / "var"),
        pytest.raises(StateFolderTaken, match=rf"process {os.getpid()}\).*ACD_VAR"),
        state_folder.held(tmp_path / "new" / "var"),
    ):
        pytest.fail("two controllers have one folder")


def test_it_is_free_again_afterwards(tmp_path: Path) -> None:
    """Also when what was done inside failed."""
    with pytest.raises(ZeroDivisionError), state_folder.held(tmp_path):
        raise ZeroDivisionError
    with state_folder.held(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_told_with_the_mend(tmp_path: Path) -> None:
    """One sentence, and no trace back."""
    (tmp_path / "file").touch()
    with pytest.raises(StateFolderUnusable, match=r"file/var cannot be used \(Not a directory\).*ACD_VAR"):
        state_folder.held(tmp_path / "file" / "var").__enter__()


def test_a_lock_that_the_disk_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk or a file system without locks is no reason for a trace back either."""

    def refuse(file: int, length: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "ftruncate", refuse)
    with pytest.raises(StateFolderUnusable, match="No space left"), state_folder.held(tmp_path):
        pytest.fail("held without a lock")


def test_others_on_this_machine_see_nothing(tmp_path: Path) -> None:
    """Callers' numbers are in it."""
    with state_folder.held(tmp_path / "var"):
        assert (tmp_path / "var").stat().st_mode & 0o077 == 0
