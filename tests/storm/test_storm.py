"""Some storms, and those that once found something; all 250,000 calls are lived through by `make test`."""

from pathlib import Path

import pytest

from tests.storm.centre import Centre, tell_story
from tests.storm.planted import BUGS, planted
from tests.storm.shrink import Failure, failure_of, shrink
from tests.storm.story import KEPT, read, text_of
from tests.storm.tally import Tally
from tests.storm.weather import draw_story

STORIES = 10
FOUND_WITHIN = 60
"""Stories, until a bug is found."""


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.json")), ids=lambda path: path.stem)
def test_a_kept_story_is_true_to_its_end(path: Path) -> None:
    """What was found once does not come back."""
    tell_story(read(path.read_text()))


@pytest.mark.parametrize("seed", range(STORIES))
def test_a_storm_leaves_nothing_behind(seed: int) -> None:
    """Whatever goes wrong, every caller has one end, and all that the engine promises holds."""
    tell_story(draw_story(seed))


def test_storms_know_all_kinds_of_trouble() -> None:
    """None of what may happen or go otherwise than usual is missing in all stories."""
    tally = Tally()
    for seed in range(STORIES * 6):
        tally.add(tell_story(draw_story(seed, calls=60)))
    named = {
        f"{kind} {word}" for seed in range(STORIES) for kind, odds in draw_story(seed).odds.items() for word in odds
    }
    assert named <= tally.twists.keys()
    assert {"controller_dies", "pbx_restarts", "link_breaks", "pool_changes", "drain"} <= tally.happenings.keys()
    assert {"agent_hung_up", "caller_hung_up", "waiting", "tenant_full", "pbx_lost"} <= tally.outcomes.keys()


def test_a_seed_tells_the_same_story_again() -> None:
    """A seed says everything; so does the story as it was lived, and as it is kept in a file."""
    story = draw_story(5, calls=60)
    first, again = tell_story(story), tell_story(story)
    lived = story.as_lived(first.lived, first.twists.happened)
    kept = tell_story(read(text_of(lived, "a storm")))
    assert _course(first) == _course(again) == _course(kept)


@pytest.mark.parametrize("name", BUGS)
def test_a_storm_finds_a_bug(name: str) -> None:
    """A bug that is planted in the engine is found."""
    with planted(name):
        failure = _first_failure()
    assert failure is not None, "the bug was not found"
    assert not failure.where.startswith(("AttributeError", "TypeError")), "what was planted does not fit the engine"


def test_a_story_that_fails_is_cut_down() -> None:
    """What is left of a storm is short, fails in the same way, and is true again without the bug."""
    with planted("a tenant gets one call too many"):
        found = _first_failure()
        assert found is not None
        short = shrink(found)
        assert short.where == found.where
        assert len(short.story.items) <= 25 < len(found.story.items), "as many callers as there may be, and hardly more"
        kept = read(text_of(short.story, "one call too many"))
        failed = failure_of(kept)
        assert failed is not None and failed.where == found.where
    assert failure_of(kept) is None


def _first_failure() -> Failure | None:
    failures = (failure_of(draw_story(seed)) for seed in range(FOUND_WITHIN))
    return next((failure for failure in failures if failure is not None), None)


def _course(centre: Centre) -> tuple[object, ...]:
    return centre.steps, centre.now, centre.ledger.ended, centre.twists.happened
