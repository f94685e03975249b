"""Changes the engine a little, thousands of times, and asks whether its unit tests notice: `make mutants`.

mutmut makes the changes and runs the tests of the function that was changed; what it changes, and which tests it runs,
stands in setup.cfg. Here: which mutants are tried, which are no change at all, the score, and what survived.

    python -m tests.mutants                             all of them
    python -m tests.mutants --only acd/engine/work.py   of one file; may be given several times
    python -m tests.mutants --sample 150 --seed 1       some, always the same ones
    python -m tests.mutants --survivors                 those that lived through the last run, after tests were written
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mutmut.__main__ import CatchOutput, create_mutants
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, walk_mutatable_files
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

WORKSHOP = Path("mutants")
"""Where mutmut keeps its copy of the sources, and what came of each mutant."""
LOG = WORKSHOP / "run.log"
_SPINNER = {chr(code) for code in range(0x2800, 0x2900)}
"""Signs with which mutmut begins the lines of its progress."""
EQUIVALENT = Path(__file__).parent / "equivalent_mutants.toml"


@dataclass(frozen=True)
class Mutant:
    """One change, and what came of it."""

    name: str
    path: str
    status: str

    @property
    def killed(self) -> bool:
        """Whether a test noticed; a test that does not end has noticed too."""
        return self.status in ("killed", "timeout")


@dataclass(frozen=True)
class Change:
    """What a mutant does to the source, whatever its number is."""

    path: str
    function: str
    was: str
    now: str


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test noticed, and where it stands."""

    mutant: Mutant
    change: Change
    line: int
    diff: str

    def __str__(self) -> str:
        return f"{self.change.path}:{self.line} {self.change.function} ({self.mutant.status})\n{self.diff}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Try mutants and tell of them; 0 if enough were killed."""
    wanted = _arguments(arguments)
    _clear_away(results=not wanted.survivors)
    WORKSHOP.mkdir(exist_ok=True)
    with CatchOutput():  # the names of all files
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(wanted.processes)
    names = chosen([mutant for mutant in mutants() if wants(wanted, mutant)], wanted.sample, wanted.seed)
    if not names:
        print("there are no such mutants")
        return int(not wanted.survivors)
    print(f"trying {len(names)} mutants ...", flush=True)
    _try(names, wanted.processes)
    tried = [mutant for mutant in mutants() if mutant.name in names]
    all_tried = wanted.sample is None and not wanted.survivors
    return tell(tried, equivalents(EQUIVALENT), wanted.at_least, all_tried=all_tried)


def tell(tried: Sequence[Mutant], excused: set[Change], at_least: float, *, all_tried: bool) -> int:
    """Print what survived and the score; 0 if enough were killed, and nothing is excused in vain."""
    survivors = [survivor(mutant) for mutant in tried if not mutant.killed]
    for each in survivors:
        if each.change not in excused:
            print(f"\n{each}")
    equivalent = Counter(each.change.path for each in survivors if each.change in excused)
    percent = score(tried, equivalent.total())
    print(f"\n{table(tried, equivalent)}\n")
    print(f"{percent:.1f} % of the mutants were killed; {at_least:g} % are asked for")
    paths = {mutant.path for mutant in tried}
    idle = {change for change in excused if change.path in paths} - {each.change for each in survivors}
    if all_tried and idle:
        print(f"{EQUIVALENT.name} excuses what was killed, or is not there any more: {sorted(map(str, idle))}")
        return 1
    return int(percent < at_least)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Mutation testing of the engine.")
    parser.add_argument("--only", action="append", default=[], metavar="FILE", help="of this file; may be repeated")
    parser.add_argument("--sample", type=int, metavar="N", help="try N of them")
    parser.add_argument("--seed", type=int, default=1, help="which N")
    parser.add_argument("--survivors", action="store_true", help="only those that lived through the last run")
    parser.add_argument("--at-least", type=float, default=0, metavar="PERCENT", help="fail below this score")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="side by side")
    return parser.parse_args(arguments)


def _clear_away(*, results: bool) -> None:
    """Forget the last run: one that was cut off may have left half a file, which mutmut would take for a whole one."""
    if results:
        shutil.rmtree(WORKSHOP, ignore_errors=True)
    # tests may have changed, and with them what they cover
    shutil.rmtree(WORKSHOP / "tests", ignore_errors=True)
    (WORKSHOP / "mutmut-stats.json").unlink(missing_ok=True)


def wants(wanted: argparse.Namespace, mutant: Mutant) -> bool:
    """Tell whether a mutant is asked for."""
    if wanted.only and mutant.path not in wanted.only:
        return False
    return not wanted.survivors or mutant.status not in ("killed", "timeout", "not checked")


def chosen(these: Iterable[Mutant], sample: int | None, seed: int) -> set[str]:
    """Return the names of those to try: all, or a sample that is the same each time."""
    names = sorted(mutant.name for mutant in these)
    if sample is None or sample >= len(names):
        return set(names)
    return set(random.Random(seed).sample(names, sample))


def _try(names: set[str], processes: int) -> None:
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(processes), *sorted(names)]
    # the order of tests follows from the hashes of their names
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    with LOG.open("w") as log:
        code = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, env=environment, check=False).returncode
    if code:
        said = [line for line in LOG.read_text().splitlines() if line.strip() and line[0] not in _SPINNER]
        raise SystemExit("\n".join([*said[-40:], f"mutmut ended with {code}; all that it said is in {LOG}"]))


def mutants() -> list[Mutant]:
    """Return all mutants as mutmut knows them."""
    found = []
    for path in sorted(walk_mutatable_files()):
        held = SourceFileMutationData(path=path)
        held.load()
        found += [Mutant(name, str(path), status_by_exit_code[code]) for name, code in held.exit_code_by_key.items()]
    return found


def survivor(mutant: Mutant) -> Survivor:
    """Look up where a mutant stands and what it changes."""
    diff = get_diff_for_mutant(mutant.name, path=mutant.path)
    function, class_name = orig_function_and_class_names_from_key(mutant.name)
    change, offset = read_diff(diff)
    start = first_line(Path(mutant.path).read_text(), function, class_name)
    where = f"{class_name}.{function}" if class_name else function
    return Survivor(mutant, Change(mutant.path, where, *change), start + offset, "\n".join(diff.splitlines()[2:]))


def read_diff(diff: str) -> tuple[tuple[str, str], int]:
    """Return what was and what is now, and how many lines below its first the function differs."""
    head, *lines = diff.splitlines()[2:]
    start = int(head.split("-")[1].split(",")[0])
    unchanged = next(i for i, line in enumerate(lines) if line[0] in "+-")
    was = " ".join(line[1:].strip() for line in lines if line[0] == "-")
    now = " ".join(line[1:].strip() for line in lines if line[0] == "+")
    return (was, now), start - 1 + unchanged


def first_line(source: str, function: str, class_name: str | None) -> int:
    """Return the line of a function's `def`, or of the comment above it."""
    scope: Sequence[ast.stmt] = ast.parse(source).body
    if class_name:
        scope = next(node for node in scope if isinstance(node, ast.ClassDef) and node.name == class_name).body
    found = next(node for node in scope if isinstance(node, ast.FunctionDef) and node.name == function)
    line = min([found.lineno, *(decorator.lineno for decorator in found.decorator_list)])
    lines = source.splitlines()
    while line > 1 and lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line


def equivalents(path: Path) -> set[Change]:
    """Return the changes that change no behaviour, each written down with its reason."""
    entries = tomllib.loads(path.read_text()).get("mutant", [])
    for entry in entries:
        if not entry.get("why"):
            raise SystemExit(f"{path}: no `why` for {entry}")
    return {Change(*(entry[name] for name in ("path", "function", "was", "now"))) for entry in entries}


def score(tried: Sequence[Mutant], equivalent: int) -> float:
    """Return how many of a hundred true mutants were killed."""
    total = len(tried) - equivalent
    return 100 * sum(mutant.killed for mutant in tried) / total if total else 100.0


def table(tried: Sequence[Mutant], equivalent: Counter[str]) -> str:
    """Return a line for each file, and one for all."""
    rows: list[tuple[str, ...]] = [("", "mutants", "killed", "time-out", "survived", "no test", "equivalent", "score")]
    paths = sorted({mutant.path for mutant in tried})
    rows += [_row(path, [mutant for mutant in tried if mutant.path == path], equivalent[path]) for path in paths]
    rows.append(_row("all", tried, equivalent.total()))
    width = max(len(row[0]) for row in rows)
    return "\n".join(f"{name:<{width}}" + "".join(f"{cell:>11}" for cell in cells) for name, *cells in rows)


def _row(name: str, tried: Sequence[Mutant], equivalent: int) -> tuple[str, ...]:
    count = Counter(mutant.status for mutant in tried)
    lived = len(tried) - count["killed"] - count["timeout"] - count["no tests"] - equivalent
    figures = (len(tried), count["killed"], count["timeout"], lived, count["no tests"], equivalent)
    return (name, *map(str, figures), f"{score(tried, equivalent):.1f} %")


if __name__ == "__main__":
    sys.exit(main())
