"""The dialogue about being called back."""

from acd.domain.calls import CallerId
from acd.domain.flows import Prompt
from acd.domain.progress import Phase
from acd.domain.queues import QueueId
from acd.domain.steps import CallbackStep, Listening
from acd.flows import interpreter
from acd.flows.turn import CallBack, CallerUp, Listen, Say
from tests.unit.flows.facts import Told
from tests.unit.flows.walker import ENDED, HERE, LATE, Walker

SALES, MINE = QueueId("sales"), "+4930123"
STEP = CallbackStep(SALES, listening=Listening(5.0, 2))
OFFER = (Prompt("call-back-at"), *map(Prompt, MINE), Prompt("call-back-keys"))
THANKS = Say((Prompt("will-call-back"),))


def test_the_own_number_is_offered() -> None:
    """One agrees: it is noted before it is said, so that who hangs up is called too."""
    walker = Walker(STEP)
    assert walker.effects == [Say(OFFER)] and walker.hears(ENDED).effects == [Listen(5.0)]
    assert walker.hears("1").effects == [CallBack(SALES, MINE), THANKS]
    assert walker.hears("12*", LATE).gone == "" and walker.hears(ENDED).gone == "next"


def test_another_number_is_typed_and_read_back() -> None:
    """With a hash, or a pause, behind it."""
    walker = Walker(STEP).hears("2")
    assert walker.effects == [Say((Prompt("enter-number"),))]
    assert walker.hears("030").effects == [Listen(4.0)]
    said = Say((Prompt("you-entered"), *map(Prompt, "0304"), Prompt("correct")))
    assert walker.hears("4#").effects == [said] and walker.phase is Phase.CONFIRM
    assert walker.hears("1").effects == [CallBack(SALES, "0304"), THANKS]
    assert Walker(STEP).hears("2", "0304", LATE).effects == [said]
    assert Walker(STEP).hears("2", "0" * 16).phase is Phase.CONFIRM


def test_what_was_read_back_may_be_wrong() -> None:
    """It is asked for once more."""
    walker = Walker(STEP).hears("2", "0305#", "2")
    assert walker.effects == [Say((Prompt("try-again"), Prompt("enter-number")))]
    assert walker.hears("0306#", LATE).gone == "no_input"


def test_star_declines_wherever_it_is_pressed() -> None:
    """They keep waiting, or whatever the flow says."""
    for keys in ("*", "2*", "203*", "20304#*"):
        assert Walker(STEP).hears(keys).gone == "refused"


def test_nothing_and_wrong_keys() -> None:
    """As often as is written; nothing stands for a no where no more is written."""
    assert Walker(STEP).hears("7").effects == [Say((Prompt("try-again"), *OFFER))]
    assert Walker(STEP).hears("77").gone == "invalid"
    assert Walker(STEP).hears(LATE, LATE).gone == "no_input"
    assert Walker(STEP).hears("2#", "#").gone == "no_input"
    assert Walker(STEP, exits=["refused"]).hears(LATE, LATE).gone == "refused"


def test_numbers_that_cannot_be_called() -> None:
    """The caller is told so; where their own is one, another is asked for, or there is none."""
    premium = Told(refused=frozenset({"0900"}))
    walker = Walker(STEP, premium).hears("2", "0900#")
    assert walker.effects == [Say((Prompt("number-refused"), Prompt("try-again"), Prompt("enter-number")))]
    withheld = Told(caller=CallerId(""))
    assert Walker(STEP, withheld).effects == [Say((Prompt("enter-number"),))]
    own = CallbackStep(SALES, other_number=False, listening=Listening(5.0, 2))
    assert Walker(own, withheld).gone == "failed"
    assert Walker(own).hears("2").effects == [Say((Prompt("try-again"), *OFFER))]


def test_a_number_may_have_become_impossible() -> None:
    """Between the offer and the key."""
    told = Told()
    walker = Walker(STEP, told)
    told.refused = frozenset({MINE})
    assert walker.hears("1").gone == "failed"


def test_the_queue_is_where_the_caller_stands() -> None:
    """If none is written; who stands nowhere cannot be called back."""
    step = CallbackStep(listening=Listening(5.0, 2))
    assert Walker(step, Told(line=SALES)).hears("1").effects == [CallBack(SALES, MINE), THANKS]
    assert Walker(step).gone == "failed"
    told = Told(line=SALES)
    walker = Walker(step, told)
    told.line = None
    assert walker.hears("1").gone == "failed"


def test_without_a_voice() -> None:
    """The keys are the same, and nothing can be read back."""
    quiet = Told(voice=False)
    own = CallbackStep(SALES, (Prompt("own"),))
    assert Walker(own, quiet).effects == [Say((Prompt("own"),))]
    assert (
        Walker(own, quiet).hears("1").asked[0] == CallBack(SALES, MINE) and Walker(own, quiet).hears("1").gone == "next"
    )
    assert Walker(own, quiet).hears("2", "0304#").asked[0] == CallBack(SALES, "0304")


def test_what_else_happens_changes_nothing() -> None:
    """A late sign that the caller is up."""
    assert Walker(STEP).hears(CallerUp()).gone == ""


def test_an_agreement_is_not_asked_for_twice() -> None:
    """The controller before was just saying goodbye."""
    walker = Walker(STEP).hears("1")
    turn = interpreter.resume(walker.flow, walker.at, walker.facts)
    assert walker.at.step == HERE and turn.progress.step == "next"
