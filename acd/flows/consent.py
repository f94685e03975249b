"""Whether the conversation may be recorded: told to the caller, or asked."""

from dataclasses import replace
from typing import Final

from acd.domain.caller_sentences import CallerSentence
from acd.domain.consent import CONSENT, Consent
from acd.domain.flows import NEXT, Exit, ExitName, Prompt
from acd.domain.progress import Phase, Progress
from acd.domain.steps import ConsentMode, ConsentStep
from acd.flows.asking import ask, ask_again, language_of
from acd.flows.facts import Facts
from acd.flows.turn import Go, KeyPressed, Listen, Move, Say, SoundEnded, Stay, TimeOver, Told

_TOLD: Final = {ConsentMode.ANNOUNCE: Consent.ANNOUNCED, ConsentMode.BEEP: Consent.BEEPED}
_AGREE: Final = "1"
_REFUSE: Final = "2"
BEEP: Final = Prompt("beep")
"""A sound that Asterisk brings along."""


def enter(step: ConsentStep, at: Progress, facts: Facts) -> Move:
    """Tell or ask."""
    if step.mode is ConsentMode.OFF:
        return _settled(step, at, allowed=False)
    prompts = _prompts(step, at, facts)
    if step.mode is ConsentMode.PRESS:
        return ask(at, Phase.KEY, prompts, step.listening)
    return Stay(replace(at, phase=Phase.SOUND), (Say(prompts),)) if prompts else _settled(step, at, allowed=True)


def react(step: ConsentStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Who was told may be recorded; who is asked only with a key."""
    match told:
        case SoundEnded() if at.phase is Phase.KEY:
            return Stay(at, (Listen(step.listening.timeout_s),))
        case SoundEnded():
            return _settled(step, at, allowed=True)
        case KeyPressed(digit) if at.phase is Phase.KEY and digit in (_AGREE, _REFUSE):
            return _settled(step, at, allowed=digit == _AGREE)
        case KeyPressed() | TimeOver() if at.phase is Phase.KEY:
            why = Exit.INVALID if isinstance(told, KeyPressed) else Exit.NO_INPUT
            again = ask_again(at, Phase.KEY, _prompts(step, at, facts), step.listening, why, facts)
            return _settled(step, at, allowed=False) if isinstance(again, Go) else again
        case _:
            return Stay(at)


def _settled(step: ConsentStep, at: Progress, *, allowed: bool) -> Move:
    consent = _TOLD.get(step.mode, Consent.PRESSED) if allowed else Consent.REFUSED
    noted = replace(at, values={**at.values, CONSENT: consent})
    refused = step.mode is ConsentMode.PRESS and not allowed
    return Go(ExitName(Exit.REFUSED) if refused else NEXT, noted)


def _prompts(step: ConsentStep, at: Progress, facts: Facts) -> tuple[Prompt, ...]:
    if step.prompts:
        return step.prompts
    language = language_of(at)
    match step.mode:
        case ConsentMode.BEEP:
            return (BEEP,)
        case ConsentMode.PRESS:
            return (*facts.sentence(CallerSentence.RECORDED, language), *facts.sentence(CallerSentence.AGREE, language))
        case _:
            return facts.sentence(CallerSentence.RECORDED, language)
