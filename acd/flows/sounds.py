"""Steps that answer the caller, and that play something."""

from dataclasses import replace

from acd.domain.flows import FAILED, NEXT
from acd.domain.progress import Phase, Progress
from acd.domain.steps import AnswerStep, PlayStep
from acd.flows.facts import Facts
from acd.flows.turn import AnswerCaller, CallerUp, Go, Move, NotDone, Say, SoundEnded, Stay, Told


def answer(step: AnswerStep, at: Progress, facts: Facts) -> Move:
    """Answer, unless that was done: the PBX tells of it once."""
    del step
    if facts.answered:
        return Go(NEXT, at)
    return Stay(replace(at, phase=Phase.ANSWER), (AnswerCaller(),))


def answered(step: AnswerStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Go on when the caller's leg is up; keys before that do no harm."""
    del step, facts
    match told:
        case CallerUp():
            return Go(NEXT, at)
        case NotDone():
            return Go(FAILED, at)
        case _:
            return Stay(at)


def play(step: PlayStep, at: Progress, facts: Facts) -> Move:
    """Play."""
    del facts
    return Stay(replace(at, phase=Phase.SOUND), (Say(step.prompts),)) if step.prompts else Go(NEXT, at)


def played(step: PlayStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Go on when it is over."""
    del step, facts
    match told:
        case SoundEnded(failed):
            return Go(FAILED if failed else NEXT, at)
        case _:
            return Stay(at)
