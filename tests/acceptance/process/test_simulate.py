"""`acd simulate` as a user types it: what is printed where, and how it ends. It needs no Asterisk."""

import json
import os
import signal
import subprocess
import sysconfig
import time
from pathlib import Path

import pytest

from tests.fixtures.patience import scaled

ACD = Path(sysconfig.get_path("scripts")) / "acd"
ONE_QUEUE = ("simulate", "--rate-per-hour", "200", "--aht", "180", "--agents", "14")


def acd(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ACD, *words], capture_output=True, text=True, timeout=scaled(60), check=False)


def test_json_is_one_object_on_standard_output_and_nothing_is_elsewhere() -> None:
    """The head has an estimate with its bounds for each of the five; two processes give what one gives."""
    done = acd(*ONE_QUEUE, "--hours", "10", "--json", "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    for name in ("service_level", "wait_probability", "asa_s", "abandon_rate", "occupancy"):
        assert told[name]["low"] <= told[name]["value"] <= told[name]["high"]
    assert acd(*ONE_QUEUE, "--hours", "10", "--json", "--jobs", "1").stdout == done.stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("simulate",), "acd: name a scenario file, or give --rate-per-hour, --aht and --agents"),
        (("simulate", "none.yaml"), "acd: none.yaml:1: cannot be read: No such file or directory"),
        (("simulate", "none.yaml", "--aht", "3"), "acd: none.yaml says who calls and who answers; leave out --aht"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_exit_status_1(words: tuple[str, ...], complaint: str) -> None:
    """On standard error, without a trace back."""
    done = acd(*words)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", complaint)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_it_at_once_with_all_its_processes(jobs: str) -> None:
    """Hours of work are left; nobody has to read a trace back."""
    words = (*ONE_QUEUE, "--hours", "90000", "--jobs", jobs)
    pipe = subprocess.PIPE
    with subprocess.Popen([ACD, *words], stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        try:
            _wait_until_at_work(process, processes=1 if jobs == "1" else 3)
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all of them
            out, err = process.communicate(timeout=scaled(5))
        finally:
            process.kill()
    assert (process.returncode, out, err) == (130, "", "")
    assert _of_session(process.pid) == []


def _wait_until_at_work(process: subprocess.Popen[str], processes: int) -> None:
    while len(_of_session(process.pid)) < processes or sum(map(_cpu_s, _of_session(process.pid))) < 2.0:
        assert process.poll() is None
        time.sleep(0.05)


def _of_session(leader: int) -> list[int]:
    """The processes that live in a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # gone meanwhile
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
