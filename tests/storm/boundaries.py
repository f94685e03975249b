"""A controller that dies right after one command was carried out: at every command of every scenario.

A scenario is a story told in a few lines. It is lived once without a crash, which tells how many commands there are;
then once for each of them, each choice of records that die with the controller, and each time that passes until a
successor comes: what was asked for is done up to that command and no more. `python -m tests.storm.boundaries` prints
the table.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing import Pool

from acd.domain.commands import Command
from tests.storm.centre import Centre
from tests.storm.chance import Told
from tests.storm.scenarios import SCENARIOS
from tests.storm.store import LOST
from tests.storm.story import Story

GAPS_S = (0.3, 6.0)
"""Until the successor comes."""
AGAIN = (0, 1, 3)
"""After so many commands of its own a successor dies."""


@dataclass(frozen=True)
class Crash:
    """When a controller dies, and what is lost with it."""

    after: int
    """So many commands were carried out; 0: none of the first decision."""
    lost: str = "nothing"
    gap_s: float = 1.0
    again: int | None = None
    """After so many commands of its own the successor dies as well."""


class Dying(Centre):
    """A centre whose commands are carried out in the order in which they are asked for, until the crash."""

    def __init__(self, story: Story, crash: Crash | None = None) -> None:
        self.crash_at = crash
        self.asked_for: list[Command] = []
        """By the present controller."""
        self.died_behind: list[Command] = []
        super().__init__(story)

    def asks(self, command: Command) -> bool:
        """Have it carried out at once; or die, before or after it."""
        crash = self.crash_at
        if crash is not None and crash.after == 0:
            return self._dies(crash)
        self.asked_for.append(command)
        self._timed.do_at_once(command)
        return crash is None or crash.after != len(self.asked_for) or self._dies(crash)

    def _dies(self, crash: Crash) -> bool:
        self.crash_at = None if crash.again is None else replace(crash, after=crash.again, again=None)
        self.died_behind += self.asked_for[-1:]
        self.asked_for = []
        self.crash(crash.lost)
        self.agenda.after(crash.gap_s, self.controller_comes_back, Told(()))
        return False


@dataclass
class Row:
    """What a scenario came to."""

    commands: int
    """Without a crash."""
    stories: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """Of commands behind which a controller died."""


def crashes(commands: int) -> list[Crash]:
    """Return every way in which a controller can die in a story of so many commands, and its successor soon after."""
    behind = range(commands + 1)
    once = [Crash(after, gone, gap_s) for after in behind for gone in LOST for gap_s in GAPS_S]
    twice = [(gone, gap_s, again) for gone in LOST[:2] for gap_s in GAPS_S for again in AGAIN]
    return once + [Crash(after, *how) for after in behind for how in twice]


def some_crashes(commands: int) -> list[Crash]:
    """Return a third of them, with every command and every loss."""
    behind = range(commands + 1)
    once = [Crash(after, gone, GAPS_S[0]) for after in behind for gone in LOST]
    return once + [Crash(after, LOST[0], GAPS_S[0], 1) for after in behind]


def live_through(name: str, ways: Callable[[int], list[Crash]] = crashes) -> Row:
    """Live through a scenario with every crash. Raises AssertionError with the crash after which something is wrong."""
    story = SCENARIOS[name]()
    whole = Dying(story)
    whole.live()
    row = Row(len(whole.asked_for))
    for crash in ways(row.commands):
        centre = Dying(story, crash)
        try:
            centre.live()
        except Exception as error:
            raise AssertionError(f"{name}: {crash} behind {centre.died_behind}: {error}") from error
        row.stories += 1
        row.kinds += Counter(type(command).__name__ for command in centre.died_behind)
    return row


def main(cores: int) -> None:
    """Print the table, scenario by scenario. Raises AssertionError."""
    print(f"{'a controller dies at every command of':45} {'commands':>8} {'crashes':>8}")
    rows: list[Row] = []
    with Pool(cores) as pool:
        for name, row in zip(SCENARIOS, pool.imap(live_through, SCENARIOS), strict=True):
            print(f"{name:45} {row.commands:8} {row.stories:8}", flush=True)
            rows.append(row)
    print(f"{'all':45} {sum(row.commands for row in rows):8} {sum(row.stories for row in rows):8}")
    kinds = sum((row.kinds for row in rows), Counter[str]())
    print("behind: " + ", ".join(f"{kind} {number}" for kind, number in kinds.most_common()))


if __name__ == "__main__":
    main(os.cpu_count() or 1)
