"""Walks a call through its flow. Nothing here knows the time or does anything; a walk always ends."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from acd.domain import steps as s
from acd.domain.calls import HangUpReason
from acd.domain.flows import Flow, StepName, Taken
from acd.domain.progress import MOST_STEPS, Phase, Progress
from acd.flows import callback, collect, consent, elsewhere, menu, routing, sounds, web
from acd.flows.facts import Facts
from acd.flows.graph import is_end, node, target
from acd.flows.turn import Effect, EndCall, GiveUp, Go, Hush, Move, Told, Turn

Enter = Callable[[Any, Progress, Facts], Move]
React = Callable[[Any, Progress, Told, Facts], Move]


def begin(flow: Flow, facts: Facts) -> Turn:
    """Begin a flow."""
    return go_to(flow, Progress(flow.start), flow.start, facts)


def go_to(flow: Flow, progress: Progress, name: StepName, facts: Facts) -> Turn:
    """Go on at a step, wherever the call is in its flow; where there is no such step, there is no way on."""
    if node(flow, name) is None:
        return Turn(progress, (Hush(), GiveUp()))
    return _walk(flow, _enter(flow, _at(name, progress), facts), facts)


def resume(flow: Flow, progress: Progress, facts: Facts) -> Turn:
    """Do the present step again: what came of it may have been missed. What was asked in vain still counts."""
    if node(flow, progress.step) is None:
        return Turn(progress, (Hush(), GiveUp()))
    return _walk(flow, _enter(flow, replace(progress, typed=""), facts), facts)


def react(flow: Flow, progress: Progress, told: Told, facts: Facts) -> Turn:
    """Go on after something happened; what does not matter in this step changes nothing."""
    at = node(flow, progress.step)
    if at is None:
        return Turn(progress, (Hush(), GiveUp()))
    reacts = _STEPS[type(at.step)][1]
    return _walk(flow, reacts(at.step, progress, told, facts), facts)


def _at(name: StepName, before: Progress) -> Progress:
    return replace(before, step=name, phase=Phase.NOTHING, tries=0, typed="", taken=before.taken + 1)


def _enter(flow: Flow, progress: Progress, facts: Facts) -> Move:
    at = node(flow, progress.step)
    assert at is not None
    enters = _STEPS[type(at.step)][0]
    return enters(at.step, progress, facts)


def _walk(flow: Flow, move: Move, facts: Facts) -> Turn:
    effects: list[Effect] = []
    taken: list[Taken] = []
    while isinstance(move, Go):
        before = move.progress
        effects += (*move.effects, Hush())
        taken.append(Taken(before.step, move.exit_name))
        following = target(flow, before.step, move.exit_name)
        if following is None and is_end(flow, before.step, move.exit_name):
            return Turn(before, (*effects, EndCall(HangUpReason.NORMAL)), tuple(taken))
        if following is None or before.taken >= MOST_STEPS:
            return Turn(before, (*effects, GiveUp()), tuple(taken))
        move = _enter(flow, _at(following, before), facts)
    return Turn(move.progress, (*effects, *move.effects), tuple(taken))


_STEPS: Final[dict[type, tuple[Enter, React]]] = {
    s.AnswerStep: (sounds.answer, sounds.answered),
    s.PlayStep: (sounds.play, sounds.played),
    s.MenuStep: (menu.enter, menu.react),
    s.CollectStep: (collect.enter, collect.react),
    s.HoursStep: (routing.hours, routing.ignore),
    s.SetStep: (routing.note, routing.ignore),
    s.TagStep: (routing.tag, routing.ignore),
    s.BranchStep: (routing.branch, routing.ignore),
    s.LookUpStep: (web.look_up, web.looked_up),
    s.WebhookStep: (web.tell, web.told),
    s.QueueStep: (elsewhere.line_up, elsewhere.react),
    s.BackInLineStep: (elsewhere.back_in_line, elsewhere.react),
    s.TransferStep: (elsewhere.transfer, elsewhere.transferring),
    s.VoicemailStep: (elsewhere.take_message, elsewhere.taking_message),
    s.CallbackStep: (callback.enter, callback.react),
    s.ConsentStep: (consent.enter, consent.react),
    s.HangUpStep: (elsewhere.hang_up, routing.ignore),
}
