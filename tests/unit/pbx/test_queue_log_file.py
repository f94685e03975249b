"""The file of the queue's log."""

from pathlib import Path

import pytest

from acd.pbx import queue_log_file
from acd.pbx.queue_log_file import QueueLogFile
from tests.unit.pbx.test_departures import LEFT
from tests.unit.pbx.test_queue_log import LEFT_A_MESSAGE, SERVED


def test_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    """No call came to the net since Asterisk was installed."""
    file = QueueLogFile(tmp_path / "queue_log")
    assert file.size() == 0 and file.account().ended == []


def test_what_it_tells(tmp_path: Path) -> None:
    """Also when something in it is no text."""
    path = tmp_path / "queue_log"
    path.write_bytes(b"\xff\xfe\n" + SERVED.encode())
    file = QueueLogFile(path)
    assert file.size() == path.stat().st_size
    assert [call.call_id for call in file.account().ended] == ["acd-1.0"]


def test_the_end_of_a_long_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of years is not read whole."""
    path = tmp_path / "queue_log"
    path.write_text(SERVED + LEFT_A_MESSAGE)
    monkeypatch.setattr(queue_log_file, "LONGEST", len(LEFT_A_MESSAGE) + 10)
    assert [call.call_id for call in QueueLogFile(path).account().ended] == ["acd-1.5"]


def test_what_grew_is_read_on(tmp_path: Path) -> None:
    """From where the last reading ended; a line that is being written waits for its end."""
    path = tmp_path / "queue_log"
    file = QueueLogFile(path)
    path.write_text(SERVED + LEFT_A_MESSAGE[:-5])
    assert [call.call_id for call in file.account().ended] == ["acd-1.0"]
    path.write_text(SERVED + LEFT_A_MESSAGE)
    assert [call.call_id for call in file.account().ended] == ["acd-1.0", "acd-1.5"]
    assert [call.call_id for call in file.account().ended] == ["acd-1.0", "acd-1.5"]


def test_a_file_that_was_rotated(tmp_path: Path) -> None:
    """Emptied or moved away: what it tells now counts."""
    path = tmp_path / "queue_log"
    file = QueueLogFile(path)
    path.write_text(SERVED)
    assert file.account().ended
    path.write_text("")
    assert not file.account().ended
    path.write_text(SERVED)
    assert file.account().ended
    path.rename(tmp_path / "queue_log.1")
    path.write_text(SERVED.replace("acd-1.0", "acd-3.0") + LEFT_A_MESSAGE)
    assert [call.call_id for call in file.account().ended] == ["acd-3.0", "acd-1.5"]


def test_who_left(tmp_path: Path) -> None:
    """None without a file; those of the net are told elsewhere."""
    path = tmp_path / "queue_log"
    assert list(QueueLogFile(path).departures(0)) == []
    path.write_text(SERVED + LEFT)
    assert [one.call_id for one in QueueLogFile(path).departures(0)] == ["acd-2.0"]
