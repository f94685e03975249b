"""Digits that a caller types: as many as are wanted, checked, and read back."""

from dataclasses import replace
from typing import Final

from acd.domain.flows import NEXT, Exit, ExitName
from acd.domain.progress import Phase, Progress
from acd.domain.steps import CollectStep
from acd.flows.asking import ask, ask_again
from acd.flows.checks import is_right
from acd.flows.facts import Facts
from acd.flows.reading_back import YES, read_back
from acd.flows.turn import Go, Hush, KeyPressed, Listen, Move, Say, SoundEnded, Stay, TimeOver, Told

END: Final = "#"
CANCEL: Final = "*"


def enter(step: CollectStep, at: Progress, facts: Facts) -> Move:
    """Ask for the digits."""
    del facts
    return ask(at, _first(step), step.prompts, step.listening)


def react(step: CollectStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Take digits until there are enough; then check them, and perhaps read them back."""
    match told:
        case SoundEnded() if at.phase is Phase.SOUND:
            return Stay(replace(at, phase=Phase.DIGITS), (Listen(step.listening.timeout_s),))
        case SoundEnded():
            return Stay(at, (Listen(step.listening.timeout_s),))
        case KeyPressed(digit) if at.phase is Phase.CONFIRM:
            return _confirm(step, at, digit, facts)
        case KeyPressed(digit) if at.phase is Phase.DIGITS:
            return _type(step, at, digit, facts)
        case TimeOver() if at.phase is Phase.CONFIRM:
            return _again(step, at, Exit.NO_INPUT, facts)
        case TimeOver() if at.typed:
            return _typed(step, at, facts)
        case TimeOver():
            return _again(step, at, Exit.NO_INPUT, facts)
        case _:
            return Stay(at)


def _type(step: CollectStep, at: Progress, digit: str, facts: Facts) -> Move:
    if digit == CANCEL:
        return Go(ExitName(Exit.REFUSED), at)
    if digit == END:
        return _typed(step, at, facts) if at.typed else _again(step, at, Exit.NO_INPUT, facts)
    more = replace(at, typed=at.typed + digit)
    if len(more.typed) >= step.most:
        return _typed(step, more, facts)
    return Stay(more, (Hush(), Listen(step.pause_s)))


def _typed(step: CollectStep, at: Progress, facts: Facts) -> Move:
    if not is_right(step, at.typed):
        return _again(step, at, Exit.INVALID, facts)
    prompts = read_back(at, facts) if step.confirm else ()
    if not prompts:  # not wanted, or there is no voice for it
        return _noted(step, at)
    return Stay(replace(at, phase=Phase.CONFIRM), (Say(prompts),))


def _confirm(step: CollectStep, at: Progress, digit: str, facts: Facts) -> Move:
    return _noted(step, at) if digit == YES else _again(step, at, Exit.INVALID, facts)


def _noted(step: CollectStep, at: Progress) -> Move:
    return Go(NEXT, replace(at, values={**at.values, step.variable: at.typed}))


def _again(step: CollectStep, at: Progress, why: Exit, facts: Facts) -> Move:
    return ask_again(at, _first(step), step.prompts, step.listening, why, facts)


def _first(step: CollectStep) -> Phase:
    return Phase.DIGITS if step.listening.barge_in or not step.prompts else Phase.SOUND
