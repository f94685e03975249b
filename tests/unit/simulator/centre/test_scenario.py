"""What may be written in a scenario."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from acd.simulator.centre.scenario import FOLDER, Arrivals, Queue, Scenario, Shift, seconds_of


def test_times_of_day() -> None:
    """With and without seconds; midnight is the beginning or the end."""
    assert [seconds_of(text) for text in ("00:00", "08:30", "23:59:59", "24:00")] == [0, 30_600, 86_399, 86_400]


@pytest.mark.parametrize("text", ["8:30", "24:01", "08:60", "noon", ""])
def test_what_is_no_time_of_day_is_told(text: str) -> None:
    """With what to write instead."""
    with pytest.raises(ValueError, match="is no time of day; use hours and minutes in quotes"):
        seconds_of(text)
    with pytest.raises(ValidationError, match="is no time of day; use hours and minutes in quotes"):
        Shift.model_validate({"from": text, "to": "09:00"})


def test_a_file_of_arrivals_is_read_from_the_folder_of_the_scenario(tmp_path: Path) -> None:
    """Its moments are then those that are recorded; a bad one is told as it is in a list."""
    (tmp_path / "day.csv").write_text("at\n08:00\n12.5\n")
    found = Arrivals.model_validate({"file": "day.csv"}, context={FOLDER: tmp_path})
    assert found.recorded == ("08:00", 12.5)
    with pytest.raises(ValidationError, match=r"none\.csv cannot be read"):
        Arrivals.model_validate({"file": "none.csv"}, context={FOLDER: tmp_path})
    (tmp_path / "day.csv").write_text("at\n08:77\n")
    with pytest.raises(ValidationError, match="is no time of day"):
        Arrivals.model_validate({"file": "day.csv"}, context={FOLDER: tmp_path})


def test_only_what_is_written_goes_into_the_configuration() -> None:
    """Defaults are the configuration's own."""
    queue = Queue.model_validate({"id": "a", "arrivals": {"rate_per_hour": 1}, "talk": 60, "wrapup_s": 5.0})
    assert queue.settings() == {"wrapup_s": 5.0}
    choosy = queue.model_copy(update={"agent_choice": "linear", "requires_any_of": [{"x": 1}]})
    assert set(choosy.settings()) == {"wrapup_s", "agent_choice", "requires_any_of"}


def test_a_scenario_lasts_its_hours() -> None:
    """In seconds, warm-up included."""
    queue = {"id": "a", "arrivals": {"rate_per_hour": 1}, "talk": 60}
    assert Scenario.model_validate({"hours": 2, "queues": [queue]}).length_s == 7200
