"""Mutation testing: what is tried, what is told, and a run on a house of one room."""

import argparse
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import Change, Mutant, chosen, equivalents, first_line, read_diff, score, table, tell, wants

KILLED = Mutant("acd.work.x_ms__mutmut_1", "acd/work.py", "killed")
ENDLESS = Mutant("acd.work.x_ms__mutmut_2", "acd/work.py", "timeout")
SURVIVED = Mutant("acd.work.x_ms__mutmut_3", "acd/work.py", "survived")
UNTESTED = Mutant("acd.live.x_view__mutmut_1", "acd/live.py", "no tests")
ALL = [KILLED, ENDLESS, SURVIVED, UNTESTED]

DIFF = """--- acd/work.py
+++ acd/work.py
@@ -2,5 +2,4 @@
     total = 0
     add(
-        one,
-        two,
+        one,
     )
"""


def test_a_sample_is_the_same_each_time() -> None:
    """Whatever the order in which the mutants come; another seed takes others."""
    many = [Mutant(f"m{i}", "acd/work.py", "not checked") for i in range(100)]
    assert chosen(many, 10, seed=1) == chosen(many[::-1], 10, seed=1) != chosen(many, 10, seed=2)
    assert len(chosen(many, 10, seed=1)) == 10


def test_a_sample_of_more_than_there_are_is_all() -> None:
    """As without one."""
    assert chosen(ALL, 10, seed=1) == chosen(ALL, None, seed=1) == {mutant.name for mutant in ALL}


def test_one_file_or_what_survived_can_be_asked_for() -> None:
    """Of the last run; what was not tried in it did not survive it."""
    everything = argparse.Namespace(only=[], survivors=False)
    assert [mutant for mutant in ALL if wants(everything, mutant)] == ALL
    of_a_file = argparse.Namespace(only=["acd/live.py"], survivors=False)
    assert [mutant for mutant in ALL if wants(of_a_file, mutant)] == [UNTESTED]
    again = argparse.Namespace(only=[], survivors=True)
    new = Mutant("new", "acd/work.py", "not checked")
    assert [mutant for mutant in [*ALL, new] if wants(again, mutant)] == [SURVIVED, UNTESTED]


def test_the_score_counts_what_no_test_runs_and_leaves_out_what_is_no_change() -> None:
    """A test that never ends has noticed."""
    assert score(ALL, equivalent=0) == 50
    assert score(ALL, equivalent=1) == pytest.approx(66.67, abs=0.01)
    assert score([SURVIVED], equivalent=1) == 100


def test_the_table_has_a_line_for_each_file_and_one_for_all() -> None:
    """The columns add up to the number of mutants."""
    lines = [line.split() for line in table(ALL, Counter({"acd/work.py": 1})).splitlines()]
    assert lines[0] == ["mutants", "killed", "time-out", "survived", "no", "test", "equivalent", "score"]
    assert lines[1] == ["acd/live.py", "1", "0", "0", "0", "1", "0", "0.0", "%"]
    assert lines[2] == ["acd/work.py", "3", "1", "1", "0", "0", "1", "100.0", "%"]
    assert lines[3] == ["all", "4", "1", "1", "0", "1", "1", "66.7", "%"]


def test_a_change_is_known_by_its_lines() -> None:
    """Without their indentation; and its place in the function is told."""
    assert read_diff(DIFF) == (("one, two,", "one,"), 3)


def test_a_function_begins_at_its_decorator_or_at_the_comment_above() -> None:
    """That is what mutmut's diffs count from; a method of the same name elsewhere is another."""
    source = "def f():\n    pass\n\n\nclass C:\n    # why\n    @staticmethod\n    def f():\n        pass\n"
    assert first_line(source, "f", None) == 1
    assert first_line(source, "f", "C") == 6


def test_what_is_no_change_needs_a_reason(tmp_path: Path) -> None:
    """A list of excuses says why for each."""
    path = tmp_path / "equivalent.toml"
    entry = '[[mutant]]\npath = "p"\nfunction = "f"\nwas = "a"\nnow = "b"\n'
    path.write_text(f'{entry}why = "the same"\n')
    assert equivalents(path) == {Change("p", "f", "a", "b")}
    path.write_text(entry)
    with pytest.raises(SystemExit, match="no `why`"):
        equivalents(path)


@pytest.mark.parametrize(("all_tried", "code"), [(True, 1), (False, 0)])
def test_an_excuse_for_what_was_killed_is_an_error(
    all_tried: bool, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """As soon as all mutants of the file were tried; excuses of other files are not looked at."""
    excused = {Change("acd/work.py", "ms", "a", "b"), Change("acd/live.py", "view", "a", "b")}
    assert tell([KILLED, ENDLESS], excused, 85, all_tried=all_tried) == code
    told = capsys.readouterr().out
    assert ("acd/work.py" in told.splitlines()[-1]) == all_tried and "function='view'" not in told


def test_a_run_tells_what_survived_and_where(tmp_path: Path) -> None:
    """A test that looks at one side of a limit kills some mutants of it, and lets others live."""
    (tmp_path / "setup.cfg").write_text(
        "[mutmut]\nsource_paths = house\nonly_mutate = house/*\npytest_add_cli_args_test_selection = checks\n"
        "also_copy = checks\n"
    )
    room = "LIMIT = 3\n\n\n# fire safety\ndef full(people: int) -> bool:\n    return not people < LIMIT\n"
    test = "from house.room import full\n\n\ndef test_full():\n    assert full(9) and not full(1)\n"
    for name, text in {"house/__init__.py": "", "house/room.py": room, "checks/test_room.py": test}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    command = [sys.executable, str(Path(__file__).parents[1] / "mutants.py"), "--at-least", "85", "--processes", "1"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.stdout.splitlines()[1:] == [
        "",
        "house/room.py:6 full (survived)",
        "@@ -1,3 +1,3 @@",
        " # fire safety",
        " def full(people: int) -> bool:",
        "-    return not people < LIMIT",
        "+    return not people <= LIMIT",
        "",
        "                 mutants     killed   time-out   survived    no test equivalent      score",
        "house/room.py          2          1          0          1          0          0     50.0 %",
        "all                    2          1          0          1          0          0     50.0 %",
        "",
        "50.0 % of the mutants were killed; 85 % are asked for",
    ], told.stderr
    assert told.returncode == 1
