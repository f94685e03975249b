"""A reader sees the old file or the new one."""

from pathlib import Path

import pytest

from acd.pbx.whole_file import write_whole


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """Half a configuration is worse than an old one."""
    path = tmp_path / "x.conf"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_text() == "old"


def test_a_leftover_of_a_crash_does_not_matter(tmp_path: Path) -> None:
    """The next write clears it away."""
    path = tmp_path / "x.conf"
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    write_whole(path, "new")
    assert [found.name for found in tmp_path.iterdir()] == ["x.conf"]
    assert path.read_text() == "new"
