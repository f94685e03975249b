"""The dialogue with a caller who is offered to be called back: at their number, or another one that is read back."""

from dataclasses import replace
from typing import Final

from acd.domain.caller_sentences import CallerSentence
from acd.domain.flows import FAILED, NEXT, Exit, ExitName, Prompt
from acd.domain.progress import Phase, Progress
from acd.domain.queues import QueueId
from acd.domain.steps import CallbackStep
from acd.flows.asking import ask, ask_again, language_of
from acd.flows.facts import Facts
from acd.flows.reading_back import YES, read_back
from acd.flows.turn import CallBack, Go, Hush, KeyPressed, Listen, Move, Say, SoundEnded, Stay, TimeOver, Told

_OTHER: Final = "2"
_NO: Final = "*"
_END: Final = "#"
_LONGEST: Final = 16
_PAUSE_S: Final = 4.0


def enter(step: CallbackStep, at: Progress, facts: Facts) -> Move:
    """Offer the caller's own number if it can be called; else ask for one."""
    if at.phase is Phase.SOUND:  # it was agreed, and an earlier controller was just saying so
        return Go(NEXT, at)
    if queue_of(step, facts) is None:
        return Go(FAILED, at)
    if facts.callback_refusal(queue_of(step, facts), facts.caller.number) is None:
        return ask(at, Phase.KEY, _offer(step, at, facts), step.listening)
    return _ask_number(step, at, facts) if step.other_number else Go(FAILED, at)


def react(step: CallbackStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Take a key of the offer, a number, or the answer whether it is right; then note it and say so."""
    match told:
        case SoundEnded() if at.phase is Phase.SOUND:
            return Go(NEXT, at)
        case SoundEnded():
            return Stay(at, (Listen(step.listening.timeout_s),))
        case KeyPressed(digit) if at.phase is not Phase.SOUND and digit == _NO:
            return Go(ExitName(Exit.REFUSED), at)
        case KeyPressed(digit) if at.phase is Phase.KEY:
            return _choose(step, at, digit, facts)
        case KeyPressed(digit) if at.phase is Phase.DIGITS:
            return _type(step, at, digit, facts)
        case KeyPressed(digit) if at.phase is Phase.CONFIRM:
            return _agreed(step, at, at.typed, facts) if digit == YES else _again(step, at, Exit.INVALID, facts)
        case TimeOver() if at.phase is Phase.DIGITS and at.typed:
            return _typed(step, at, facts)
        case TimeOver() if at.phase is not Phase.SOUND:
            return _again(step, at, Exit.NO_INPUT, facts)
        case _:
            return Stay(at)


def queue_of(step: CallbackStep, facts: Facts) -> QueueId | None:
    """Return the queue whose agents call back; None: there is none."""
    return facts.callback_queue() if step.queue_id is None else step.queue_id


def _choose(step: CallbackStep, at: Progress, digit: str, facts: Facts) -> Move:
    if digit == YES:
        return _agreed(step, at, facts.caller.number, facts)
    if digit == _OTHER and step.other_number:
        return _ask_number(step, at, facts)
    return _again(step, at, Exit.INVALID, facts)


def _type(step: CallbackStep, at: Progress, digit: str, facts: Facts) -> Move:
    if digit == _END:
        return _typed(step, at, facts) if at.typed else _again(step, at, Exit.NO_INPUT, facts)
    more = replace(at, typed=at.typed + digit)
    return _typed(step, more, facts) if len(more.typed) >= _LONGEST else Stay(more, (Hush(), Listen(_PAUSE_S)))


def _typed(step: CallbackStep, at: Progress, facts: Facts) -> Move:
    if facts.callback_refusal(queue_of(step, facts), at.typed) is not None:
        refused = facts.sentence(CallerSentence.NUMBER_REFUSED, language_of(at))
        return _again(step, at, Exit.INVALID, facts, refused)
    prompts = read_back(at, facts)
    if not prompts:  # there is no voice for it
        return _agreed(step, at, at.typed, facts)
    return Stay(replace(at, phase=Phase.CONFIRM), (Say(prompts),))


def _agreed(step: CallbackStep, at: Progress, number: str, facts: Facts) -> Move:
    queue_id = queue_of(step, facts)
    # it may have become impossible since it was offered
    if queue_id is None or facts.callback_refusal(queue_id, number) is not None:
        return Go(FAILED, at)
    noted = CallBack(queue_id, number)
    thanks = facts.sentence(CallerSentence.WILL_CALL_BACK, language_of(at))
    return Stay(replace(at, phase=Phase.SOUND), (noted, Say(thanks))) if thanks else Go(NEXT, at, (noted,))


def _again(step: CallbackStep, at: Progress, why: Exit, facts: Facts, first: tuple[Prompt, ...] = ()) -> Move:
    offers = at.phase is Phase.KEY
    prompts = _offer(step, at, facts) if offers else _enter_number(at, facts)
    return ask_again(at, Phase.KEY if offers else Phase.DIGITS, prompts, step.listening, why, facts, first)


def _ask_number(step: CallbackStep, at: Progress, facts: Facts) -> Move:
    return ask(at, Phase.DIGITS, _enter_number(at, facts), step.listening)


def _enter_number(at: Progress, facts: Facts) -> tuple[Prompt, ...]:
    return facts.sentence(CallerSentence.ENTER_NUMBER, language_of(at))


def _offer(step: CallbackStep, at: Progress, facts: Facts) -> tuple[Prompt, ...]:
    language = language_of(at)
    number = facts.digits(facts.caller.number, language)
    says_number = (*facts.sentence(CallerSentence.CALL_BACK_AT, language), *number) if number else ()
    return (*says_number, *(step.prompts or facts.sentence(CallerSentence.CALL_BACK_KEYS, language)))
