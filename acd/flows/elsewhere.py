"""Steps that give the caller to somebody: a queue, a number outside, the recorder of messages; or end the call."""

from dataclasses import replace

from acd.domain.caller_sentences import CallerSentence
from acd.domain.flows import FAILED
from acd.domain.progress import Phase, Progress
from acd.domain.steps import BackInLineStep, HangUpStep, QueueStep, TransferStep, VoicemailStep
from acd.flows.asking import language_of
from acd.flows.facts import Facts
from acd.flows.turn import (
    BackInLine,
    EndCall,
    Go,
    GoOutside,
    LetGoOn,
    LineUp,
    Move,
    NotDone,
    Say,
    SoundEnded,
    Stay,
    TakeMessage,
    Told,
)


def line_up(step: QueueStep, at: Progress, facts: Facts) -> Move:
    """Give the caller to a queue."""
    del facts
    return Stay(replace(_given(at), line=at.step), (LineUp(step),))


def back_in_line(step: BackInLineStep, at: Progress, facts: Facts) -> Move:
    """Give the caller back to the queue; the recipe may let them go on as from the step that led there."""
    del step, facts
    return Stay(replace(_given(at), step=at.line or at.step), (BackInLine(),))


def react(step: QueueStep | BackInLineStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Go on when there is no such queue, or when its recipe says so."""
    del step, facts
    match told:
        case NotDone():
            return Go(FAILED, at)
        case LetGoOn(exit_name):
            return Go(exit_name, at)
        case _:
            return Stay(at)


def transfer(step: TransferStep, at: Progress, facts: Facts) -> Move:
    """Ring the number, behind what is said of it."""
    del facts
    if step.prompts:
        return Stay(replace(at, phase=Phase.SOUND), (Say(step.prompts),))
    return Stay(_given(at), (GoOutside(step.outside, step.ring_s),))


def transferring(step: TransferStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Ring when it was said, and go on when the number was not reached."""
    del facts
    match told:
        case SoundEnded() if at.phase is Phase.SOUND:
            return Stay(_given(at), (GoOutside(step.outside, step.ring_s),))
        case NotDone():
            return Go(FAILED, at)
        case _:
            return Stay(at)


def take_message(step: VoicemailStep, at: Progress, facts: Facts) -> Move:
    """Say what the message is for, if there is room for one; else that there is none."""
    if not facts.room_for_message():
        sorry = facts.sentence(CallerSentence.NO_MESSAGE, language_of(at))
        return Stay(replace(at, phase=Phase.SORRY), (Say(sorry),)) if sorry else Go(FAILED, at)
    prompts = step.prompts or facts.sentence(CallerSentence.LEAVE_MESSAGE, language_of(at))
    return Stay(replace(at, phase=Phase.SOUND), (Say(prompts),)) if prompts else Stay(_given(at), (TakeMessage(),))


def taking_message(step: VoicemailStep, at: Progress, told: Told, facts: Facts) -> Move:
    """Let the message be taken when it was said."""
    del step, facts
    match told:
        case SoundEnded() if at.phase is Phase.SOUND:
            return Stay(_given(at), (TakeMessage(),))
        case SoundEnded() if at.phase is Phase.SORRY:
            return Go(FAILED, at)
        case NotDone():
            return Go(FAILED, at)
        case _:
            return Stay(at)


def hang_up(step: HangUpStep, at: Progress, facts: Facts) -> Move:
    """End the call."""
    del facts
    return Stay(_given(at), (EndCall(step.reason),))


def _given(at: Progress) -> Progress:
    return replace(at, phase=Phase.ELSEWHERE)
