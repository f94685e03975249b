"""What agents do with offers is the caller's fate, not the system's."""

from collections import Counter

from acd.simulator.centre.moods import Mood, Moods, Reply
from acd.simulator.centre.scenario import Duration


def test_the_same_caller_meets_the_same_mood() -> None:
    """At the same attempt; another attempt is another agent's mood."""
    moods = Moods("1/0", Duration(mean_s=3.0))
    assert moods.of(7, 0) == moods.of(7, 0)
    assert moods.of(7, 0) != moods.of(7, 1) != moods.of(8, 1)


def test_shares_are_kept() -> None:
    """2,000 offers, a fifth declined and a tenth missed: within 5 standard deviations."""
    moods = Moods("1/0", None, refused_share=0.2, missed_share=0.1)
    replies = Counter(moods.of(caller, 0).reply for caller in range(2000))
    assert abs(replies[Reply.DECLINED] - 400) < 90 and abs(replies[Reply.RINGS_ON] - 200) < 68


def test_who_has_no_phone_habits_answers_at_once() -> None:
    """Nothing is drawn."""
    assert Moods().of(0, 0) == Mood(Reply.ANSWERED, 0.0)
