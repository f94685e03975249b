"""Menus."""

from acd.domain.flows import Prompt
from acd.domain.progress import Phase
from acd.domain.steps import Listening, MenuStep
from acd.flows.turn import CallerUp, Listen, Say
from tests.unit.flows.facts import Told
from tests.unit.flows.walker import ENDED, LATE, Walker

MENU, SORRY = (Prompt("menu"),), Prompt("try-again")


def menu(*prompts: Prompt, **more: object) -> MenuStep:
    """A menu with two keys, for which one is asked twice."""
    listening = Listening(**{"timeout_s": 4.0, "tries": 2, **more})  # type: ignore[arg-type]
    return MenuStep(prompts, frozenset("1*"), listening)


def test_a_key_is_taken_while_the_menu_is_read() -> None:
    """Or behind it."""
    assert Walker(menu(*MENU)).effects == [Say(MENU)]
    assert Walker(menu(*MENU)).hears("1").gone == "1"
    assert Walker(menu(*MENU)).hears(ENDED).effects == [Listen(4.0)]
    assert Walker(menu(*MENU)).hears(ENDED, "*").gone == "*"


def test_keys_may_count_only_behind_the_menu() -> None:
    """Earlier ones do no harm."""
    walker = Walker(menu(*MENU, barge_in=False)).hears("1")
    assert (walker.gone, walker.effects, walker.phase) == ("", [], Phase.SOUND)
    assert walker.hears(ENDED, "1").gone == "1"


def test_a_wrong_key_and_none_are_asked_again() -> None:
    """With an apology, as often as is written; then it is over."""
    for wrong, exit_name in (("7", "invalid"), (LATE, "no_input")):
        walker = Walker(menu(*MENU)).hears(ENDED, wrong)
        assert (walker.effects, walker.at.tries) == ([Say((SORRY, *MENU))], 1)
        assert walker.hears(wrong).gone == exit_name


def test_an_apology_of_ones_own() -> None:
    """Instead of ours; and without a voice the menu alone."""
    own = Prompt("own")
    assert Walker(menu(*MENU, again=(own,))).hears("7").effects == [Say((own, *MENU))]
    assert Walker(menu(*MENU), Told(voice=False)).hears("7").effects == [Say(MENU)]


def test_a_menu_without_words_listens_at_once() -> None:
    """The words may be in the step before."""
    walker = Walker(menu(barge_in=False), Told(voice=False))
    assert (walker.effects, walker.phase) == ([Listen(4.0)], Phase.KEY)
    assert walker.hears("1").gone == "1"


def test_one_exit_stands_for_the_other() -> None:
    """Who presses a wrong key goes where nobody presses one, and where neither is written that is a failure."""
    assert Walker(menu(*MENU, tries=1), exits=["no_input"]).hears("7").gone == "no_input"
    assert Walker(menu(*MENU, tries=1), exits=["failed"]).hears("7").gone == "failed"


def test_what_else_happens_changes_nothing() -> None:
    """A late sign that the caller is up."""
    assert Walker(menu(*MENU)).hears(CallerUp()).effects == []
