"""`acd simulate` on a terminal, and off one."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from acd.domain.errors import AcdError
from acd.simulator.centre import session
from tests.unit.simulator.centre.centres import centre

FILE = """\
hours: 1
queues: [{id: calls, arrivals: {rate_per_hour: 30}, talk: 60}]
agents: [{id: agent}]
seed: 7
"""


def test_what_is_given_counts_more_than_the_file(tmp_path: Path) -> None:
    """Replications and seed; the rest is the file's."""
    file = tmp_path / "centre.yaml"
    file.write_text(FILE)
    scenario = session.chosen(file, {"aht": None}, replications=3, seed=None).scenario
    assert (scenario.replications, scenario.seed) == (3, 7)
    assert session.chosen(file, {}, replications=None, seed=0).scenario.seed == 0


def test_a_file_and_options_of_one_queue_do_not_go_together() -> None:
    """Neither is silently left out."""
    with pytest.raises(AcdError, match=r"x.yaml says who calls and who answers; leave out --rate-per-hour, --agents"):
        session.chosen(Path("x.yaml"), {"rate_per_hour": 1.0, "aht": None, "agents": 2}, None, None)


def test_json_is_one_object_and_nothing_else() -> None:
    """Off a terminal nothing is drawn, on neither stream; the output is the same each time."""
    texts = []
    for _ in range(2):
        out, err = io.StringIO(), io.StringIO()
        session.main(centre(replications=2), 1, Console(file=out), Console(file=err), beside=True, as_json=True)
        texts.append(out.getvalue())
        assert err.getvalue() == ""
    assert json.loads(texts[0])["replications"] == 2 and texts[0] == texts[1]


def test_a_bar_is_drawn_on_a_terminal_alone_and_the_table_on_the_other_stream() -> None:
    """It counts the days of both systems."""
    out, err = io.StringIO(), io.StringIO()
    shown = Console(file=err, force_terminal=True, width=80)
    session.main(centre(replications=2), 1, Console(file=out, width=120), shown, beside=True, as_json=False)
    assert "4/4" in err.getvalue()
    assert "4/4" not in out.getvalue() and "app_queue" in out.getvalue()
