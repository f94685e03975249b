"""Runs a flow one step at a time. A position is a number and what is awaited an enum: both can be stored."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from acd.domain.calls import LegId, PlaybackId
from acd.domain.commands import Answer, Command, Play
from acd.domain.flows import AnswerStep, Flow, HangUpStep, PlayStep, QueueStep, Step
from acd.domain.queues import QueueId


class Awaits(StrEnum):
    """What ends a step."""

    ANSWER = "answer"
    PLAYBACK = "playback"


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering a step means: exactly one of `awaits`, `queue_id` and `over` is set."""

    command: Command | None = None
    awaits: Awaits | None = None
    queue_id: QueueId | None = None
    """The flow hands the caller to this line."""
    over: bool = False
    """The flow ends by hanging up."""


def enter(flow: Flow, position: int, leg_id: LegId, playback_id: PlaybackId) -> Entered:
    """Enter the step at a position, counted from 0; behind the last step the call is over."""
    if position >= len(flow.steps):
        return Entered(over=True)
    step: Step = flow.steps[position]
    match step:
        case AnswerStep():
            return Entered(Answer(leg_id), awaits=Awaits.ANSWER)
        case PlayStep(prompts):
            return Entered(Play(leg_id, playback_id, prompts), awaits=Awaits.PLAYBACK)
        case QueueStep(queue_id):
            return Entered(queue_id=queue_id)
        case HangUpStep():
            return Entered(over=True)
        case _:  # pragma: no cover
            assert_never(step)
