"""Steps that ask or tell another system."""

from dataclasses import replace
from typing import Final

from acd.domain.flows import FAILED, NEXT, Exit, ExitName
from acd.domain.progress import Phase, Progress
from acd.domain.steps import LookUpStep, WebhookStep
from acd.flows.facts import Facts
from acd.flows.texts import with_values
from acd.flows.turn import AskWeb, Effect, Go, Listen, Move, Say, Stay, TimeOver, Told, WebDidNot, WebTold

LONGEST_S: Final = 30.0
"""Whoever asks tells sooner that there is no answer; nobody waits for longer, should that be lost."""


def look_up(step: LookUpStep, at: Progress, facts: Facts) -> Move:
    """Ask, and play something meanwhile."""
    del facts
    said: tuple[Effect, ...] = (Say(step.prompts),) if step.prompts else ()
    return Stay(replace(at, phase=Phase.WEB), (*said, AskWeb(step.target_id, waits=True), Listen(LONGEST_S)))


def looked_up(step: LookUpStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Note what is answered."""
    del step, facts
    match told:
        case WebTold(values):
            return Go(NEXT, replace(at, values=with_values(at, dict(values))))
        case WebDidNot(found):
            return Go(FAILED if found else ExitName(Exit.NOT_FOUND), at)
        case TimeOver():
            return Go(FAILED, at)
        case _:
            return Stay(at)


def tell(step: WebhookStep, at: Progress, facts: Facts) -> Move:
    """Tell, and go on at once unless it is waited for."""
    del facts
    if not step.waits:
        return Go(NEXT, at, (AskWeb(step.target_id, waits=False),))
    return Stay(replace(at, phase=Phase.WEB), (AskWeb(step.target_id, waits=True), Listen(LONGEST_S)))


def told(step: WebhookStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Go on when it has answered, whatever."""
    del step, facts
    match told:
        case WebTold():
            return Go(NEXT, at)
        case WebDidNot() | TimeOver():
            return Go(FAILED, at)
        case _:
            return Stay(at)
