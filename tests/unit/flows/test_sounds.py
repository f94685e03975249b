"""Answering, and playing."""

from acd.domain.flows import Prompt
from acd.domain.steps import AnswerStep, PlayStep
from acd.flows.turn import AnswerCaller, CallerUp, NotDone, Say, SoundEnded
from tests.unit.flows.facts import Told
from tests.unit.flows.walker import ENDED, LATE, Walker

RINGS = Told(answered=False)


def test_the_caller_is_answered_once() -> None:
    """The PBX tells of it once."""
    assert Walker(AnswerStep(), RINGS).effects == [AnswerCaller()]
    assert Walker(AnswerStep()).gone == "next"


def test_an_answer_is_waited_for() -> None:
    """Keys and sounds before it do no harm; one that is refused is a failure."""
    assert Walker(AnswerStep(), RINGS).hears("1#*", ENDED, LATE).gone == ""
    assert Walker(AnswerStep(), RINGS).hears(CallerUp()).gone == "next"
    assert Walker(AnswerStep(), RINGS).hears(NotDone()).gone == "failed"


def test_a_sound_is_played_to_its_end() -> None:
    """Keys do not end it; where nothing could be played, that is a failure."""
    play = PlayStep((Prompt("a"), Prompt("b")))
    assert Walker(play).effects == [Say((Prompt("a"), Prompt("b")))]
    assert Walker(play).hears("123", LATE).gone == ""
    assert Walker(play).hears(ENDED).gone == "next"
    assert Walker(play).hears(SoundEnded(failed=True)).gone == "failed"
    assert Walker(play, exits=["next"]).hears(SoundEnded(failed=True)).gone == "next"


def test_no_sound_takes_no_time() -> None:
    """A greeting that is empty."""
    assert Walker(PlayStep(())).gone == "next"
