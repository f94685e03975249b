"""Files of scenarios, good and bad."""

from pathlib import Path

import pytest

from acd.configuration.mistakes import ConfigurationError
from acd.simulator.centre.scenario_source import checked, load
from acd.simulator.centre.staffing import Unfit
from tests.unit.simulator.centre.centres import centre, recorded

GOOD = """\
hours: 2
queues:
  - id: calls
    arrivals: {rate_per_hour: 60}
    talk: 60
agents:
  - id: agent
    count: 2
"""
EXAMPLES = Path(__file__).parents[4] / "examples"


def complaint(folder: Path, text: str) -> str:
    """What is said of a file."""
    file = folder / "centre.yaml"
    file.write_text(text)
    with pytest.raises(ConfigurationError) as raised:
        load(file)
    return str(raised.value)


def test_a_good_file_is_a_centre(tmp_path: Path) -> None:
    """Checked, with its pool."""
    (tmp_path / "centre.yaml").write_text(GOOD)
    made = load(tmp_path / "centre.yaml")
    assert made.scenario.hours == 2 and set(made.pool.agents) == {"agent-1", "agent-2"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("hours: 2", "hours: 0", "centre.yaml:1: hours: 0 is too small; use more than 0 and at most 10000 hours"),
        ("talk: 60", "talks: 60", "queues[0].talks: there is no such field; did you mean talk?"),
        ("talk: 60", "talk: long", "centre.yaml:5: queues[0].talk: "),
        ("talk: 60", "talk: {mean_s: -1}", "queues[0].talk.mean_s: -1 is too small; use more than 0"),
        ("{rate_per_hour: 60}", "{}", "queues[0].arrivals: nothing given; write exactly one of rate_per_hour, profile"),
        ("{rate_per_hour: 60}", '{recorded: ["25:00"]}', "is no time of day; use hours and minutes in quotes"),
        ("{rate_per_hour: 60}", "{recorded: [9000]}", "9000.0 is not within the 2 hours from 00:00; set `starts`"),
        ("{rate_per_hour: 60}", "{file: none.csv}", "none.csv cannot be read: No such file or directory"),
        (
            "{rate_per_hour: 60}",
            "{profile: {minutes: 30, calls: [5, 5, 5]}}",
            "queues[0].arrivals.profile.calls: 3 intervals are 1.5 hours, the run is 2; add intervals or set `hours`",
        ),
        (
            "{rate_per_hour: 60}",
            "{profile: {minutes: 20, calls: [5]}}",
            "queues[0].arrivals.profile.minutes: 20 does not fit; use 15, 30 or 60 minutes",
        ),
        ("hours: 2", "hours: 2\nwarm_up_hours: 2", "warm_up_hours: leaves nothing of 2 hours to be counted"),
        ("count: 2", "skills: {x: 11}", "agents[0].skills.x: 11 is too large; use a level of 0 (none) to 10 (expert)"),
        ("count: 2", "shifts: [{from: 8, to: 9}]", "agents[0].shifts[0].from: "),
        ("id: calls", "id: Calls", 'queues[0].id: "Calls" does not fit; use small letters'),
        (
            "talk: 60",
            "talk: 60\n    wrapup_s: 5000",
            "centre.yaml:6: queues[0].wrapup_s: 5000.0 is too large; use 0 to",
        ),
        (
            "agents:\n  - id: agent\n    count: 2\n",
            "",
            "agents: is missing; write who answers, or name a configuration",
        ),
        ("hours: 2", "hours: [", "centre.yaml:"),
    ],
)
def test_a_mistake_is_told_with_line_field_and_mend(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """In words of the file, not of the program."""
    assert old in GOOD
    assert expected in complaint(tmp_path, GOOD.replace(old, new))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(ConfigurationError, match=r"none\.yaml:1: cannot be read: No such file or directory"):
        load(tmp_path / "none.yaml")


def test_one_line_that_penalties_cannot_say_is_refused() -> None:
    """Before anything is simulated."""
    queues = [{**recorded(1.0), "id": name, "requires": {name: 1}} for name in ("fr", "de")]
    agents = [{"id": f"a-{name}", "skills": {name: 5}} for name in ("fr", "de")]
    made = centre(queues=queues, agents=agents)
    rules = made.scenario.app_queue.model_copy(update={"lines": "shared"})
    with pytest.raises(Unfit, match="penalties cannot say these skills"):
        checked(made.scenario.model_copy(update={"app_queue": rules}))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("centres/*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_good(path: Path) -> None:
    """Also those that no page runs."""
    assert load(path).pool.agents
