"""A menu: one key, out of several."""

from dataclasses import replace

from acd.domain.flows import Exit, ExitName
from acd.domain.progress import Phase, Progress
from acd.domain.steps import MenuStep
from acd.flows.asking import ask, ask_again
from acd.flows.facts import Facts
from acd.flows.turn import Go, KeyPressed, Listen, Move, SoundEnded, Stay, TimeOver, Told


def enter(step: MenuStep, at: Progress, facts: Facts) -> Move:
    """Read the menu."""
    del facts
    return ask(at, _first(step), step.prompts, step.listening)


def react(step: MenuStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Take a key, or ask again."""
    match told:
        case SoundEnded():
            return Stay(replace(at, phase=Phase.KEY), (Listen(step.listening.timeout_s),))
        case KeyPressed(digit) if at.phase is Phase.KEY and digit in step.keys:
            return Go(ExitName(digit), at)
        case KeyPressed() if at.phase is Phase.KEY:
            return ask_again(at, _first(step), step.prompts, step.listening, Exit.INVALID, facts)
        case TimeOver():
            return ask_again(at, _first(step), step.prompts, step.listening, Exit.NO_INPUT, facts)
        case _:
            return Stay(at)


def _first(step: MenuStep) -> Phase:
    """Return whether keys count from the beginning, or when the prompt is over."""
    return Phase.KEY if step.listening.barge_in or not step.prompts else Phase.SOUND
