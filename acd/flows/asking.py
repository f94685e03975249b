"""Prompts, keys, time-outs and tries: what menus, digits, callbacks and consents have in common."""

from dataclasses import replace

from acd.domain.caller_sentences import CallerSentence
from acd.domain.flows import Exit, ExitName, Prompt
from acd.domain.progress import Phase, Progress
from acd.domain.steps import Listening
from acd.flows.facts import Facts
from acd.flows.turn import Go, Hush, Listen, Move, Say, Stay


def language_of(at: Progress) -> str | None:
    """Return the language that a step has set for the caller; None: the tenant's."""
    return at.values.get("language")


def ask(at: Progress, phase: Phase, prompts: tuple[Prompt, ...], listening: Listening) -> Stay:
    """Play what is asked and wait for keys; where there is nothing to play, wait at once."""
    asked = replace(at, phase=phase, typed="")
    return Stay(asked, (Say(prompts),) if prompts else (Hush(), Listen(listening.timeout_s)))


def ask_again(
    at: Progress,
    phase: Phase,
    prompts: tuple[Prompt, ...],
    listening: Listening,
    why: Exit,
    facts: Facts,
    first: tuple[Prompt, ...] = (),
) -> Move:
    """Ask once more, or leave by an exit when it was asked often enough. `first` is played before the rest."""
    if at.tries + 1 >= listening.tries:
        return Go(ExitName(why), at)
    sorry = listening.again or facts.sentence(CallerSentence.TRY_AGAIN, language_of(at))
    return ask(replace(at, tries=at.tries + 1), phase, (*first, *sorry, *prompts), listening)
