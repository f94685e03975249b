"""`python -m tests.storm`: crashes at every command, then new stories on all cores until there were enough calls.

STORM_CALLS    how many calls (250,000)
STORM_FROM     seed of the first story; drawn anew for each run unless it is given; `make test` gives 1
STORM_SEED     repeats the story of one seed, and nothing else
STORM_CORES    how many processes (all cores)

The kept stories come first of all. A story that fails is cut down, and printed as text that can be put into
tests/storm/kept.
"""

import gc
import os
import random
import sys
import time
from multiprocessing import Pool

from tests.storm import boundaries
from tests.storm.centre import Centre
from tests.storm.shrink import Failure, failure_of, shrink
from tests.storm.story import KEPT, read, text_of
from tests.storm.tally import Tally
from tests.storm.weather import CALLS, draw_story

STORIES = 5
"""Lived through in one go by a process."""


def main() -> int:
    """Returns 1 when something was found."""
    for path in sorted(KEPT.glob("*.json")):
        if (failure := failure_of(read(path.read_text()))) is not None:
            return _report(f"the kept story {path.name}", failure)
    if seed := os.environ.get("STORM_SEED"):
        return _one(int(seed))
    cores = int(os.environ.get("STORM_CORES", os.cpu_count() or 1))
    boundaries.main(cores)
    first = int(os.environ.get("STORM_FROM", random.SystemRandom().randrange(10**9)))
    return _many(first, int(os.environ.get("STORM_CALLS", "250000")), cores)


def _one(seed: int) -> int:
    if (failure := failure_of(draw_story(seed))) is not None:
        return _report(f"the story of seed {seed}", failure)
    print(f"the story of seed {seed} is true to its end")
    return 0


def _many(first: int, calls: int, cores: int) -> int:
    print(f"storm: {calls:,} calls, seeds from {first} (STORM_FROM={first} repeats them)", flush=True)
    tally, began = Tally(), time.monotonic()
    failed: int | None = None
    with Pool(cores) as pool:
        for part, failed in pool.imap_unordered(live_through, range(first, first + calls, STORIES)):
            tally.merge(part)
            if failed is not None or tally.calls >= calls:
                break
    if failed is not None:
        print(f"the story of seed {failed} fails: it is cut down now", flush=True)
        return _one(failed)
    print("\n".join(tally.lines()))
    print(f"  no violation; {time.monotonic() - began:.0f} s on {cores} cores, {tally.cpu_s:.0f} s of CPU")
    return 0


def live_through(first: int) -> tuple[Tally, int | None]:
    """Live through some stories; returns their sums, and the seed of one that failed."""
    tally, began = Tally(), time.process_time()
    gc.disable()  # what a story leaves is collected once, behind the last
    for seed in range(first, first + STORIES):
        centre = Centre(draw_story(seed, CALLS))
        try:
            centre.live()
        except Exception:  # noqa: BLE001 - whoever asked tells it again and says what it was
            return tally, seed
        tally.add(centre)
        del centre
    gc.collect()
    tally.cpu_s = time.process_time() - began
    return tally, None


def _report(what: str, failure: Failure) -> int:
    short = shrink(failure)
    print(short.text)
    print(f"\n{what} fails ({short.where}); cut down from {len(failure.story.items)} items to {len(short.story.items)}")
    print("to keep it, put this into a file in tests/storm/kept and say what it is about:\n")
    print(text_of(short.story, what))
    return 1


if __name__ == "__main__":
    sys.exit(main())
