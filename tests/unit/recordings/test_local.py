"""The store on the local disk keeps the contract, and its files are ours alone."""

from pathlib import Path

import pytest

from acd.ports import RecordingStore
from acd.recordings.errors import StoreError
from acd.recordings.local import LocalStore
from tests.contract.recording_store import KEY, RecordingStoreContract


class TestLocalStore(RecordingStoreContract):
    """As every store."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> RecordingStore:
        """An empty one."""
        return LocalStore(tmp_path / "recordings")


def test_files_are_readable_by_owner_and_group_only(tmp_path: Path) -> None:
    """Their folders too."""
    file = tmp_path / "x.raw"
    file.write_bytes(b"sound")
    file.chmod(0o666)
    LocalStore(tmp_path / "kept").put(KEY, file)
    assert (tmp_path / "kept" / KEY).stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "kept" / KEY).parent.stat().st_mode & 0o027 == 0


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    """Whoever made it."""
    (tmp_path / "secret").mkdir()
    store = LocalStore(tmp_path / "kept")
    target = tmp_path / "kept" / KEY
    target.parent.mkdir(parents=True)
    target.symlink_to(tmp_path / "secret")
    with pytest.raises(StoreError, match="outside"):
        store.read(KEY)


def test_a_disk_that_does_not_do_it(tmp_path: Path) -> None:
    """The error names the file; the file that was to be kept is still there."""
    file = tmp_path / "x.raw"
    file.write_bytes(b"sound")
    (tmp_path / "kept").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="could not be written"):
        LocalStore(tmp_path / "kept").put(KEY, file)
    assert file.read_bytes() == b"sound"


def test_what_is_no_file_cannot_be_read(tmp_path: Path) -> None:
    """A folder in its place."""
    store = LocalStore(tmp_path)
    (tmp_path / KEY).mkdir(parents=True)
    assert store.size(KEY) is None
    with pytest.raises(StoreError, match="cannot be read"):
        store.read(KEY)
