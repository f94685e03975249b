"""Where the exits of steps lead, and the steps that every flow has."""

from collections.abc import Mapping
from typing import Final

from acd.domain.flows import FAILED, NEXT, Exit, ExitName, Flow, Node, StepName
from acd.domain.steps import (
    BackInLineStep,
    CallbackStep,
    CollectStep,
    ConsentStep,
    HangUpStep,
    HoursStep,
    MenuStep,
    PlayStep,
    VoicemailStep,
    WebhookStep,
)

CALL_BACK: Final = StepName("~callback")
"""The dialogue for who waits and wants to be called back: whatever comes of it but an agreement, they wait on."""
_BACK: Final = StepName("~back")
_GOODBYE: Final = StepName("~goodbye")
_BUILT_IN: Final[Mapping[StepName, Node]] = {
    CALL_BACK: Node(
        CallbackStep(),
        {
            NEXT: _GOODBYE,
            FAILED: _BACK,
            ExitName(Exit.REFUSED): _BACK,
            ExitName(Exit.NO_INPUT): _BACK,
            ExitName(Exit.INVALID): _BACK,
        },
    ),
    _BACK: Node(BackInLineStep()),
    _GOODBYE: Node(HangUpStep()),
}


def node(flow: Flow, name: StepName) -> Node | None:
    """Return a step; None for one that the flow does not have."""
    return flow.nodes.get(name) or _BUILT_IN.get(name)


def target(flow: Flow, name: StepName, exit_name: ExitName) -> StepName | None:
    """Return where an exit leads; None: nowhere.

    An exit that is not written leads where the one does that stands for it, such as closed for holiday; any other one
    but next is a failure, and where that is not written either, the flow says where failures lead.
    """
    at = node(flow, name)
    assert at is not None
    stands = _STANDS_FOR.get(type(at.step), {}).get(exit_name)
    for each in (exit_name, stands, None if exit_name == NEXT else FAILED):
        if each is not None and each in at.exits:
            return at.exits[each]
    if exit_name == NEXT or stands == NEXT or flow.failed == name:
        return None
    return flow.failed


def is_end(flow: Flow, name: StepName, exit_name: ExitName) -> bool:
    """Tell whether the flow is over behind an exit that leads nowhere; else there is no way on."""
    at = node(flow, name)
    return exit_name == NEXT or (at is not None and _STANDS_FOR.get(type(at.step), {}).get(exit_name) == NEXT)


_STANDS_FOR: Final[Mapping[type, Mapping[ExitName, ExitName]]] = {
    PlayStep: {FAILED: NEXT},
    WebhookStep: {FAILED: NEXT},
    VoicemailStep: {FAILED: NEXT},
    ConsentStep: {ExitName(Exit.REFUSED): NEXT},
    HoursStep: {ExitName(Exit.HOLIDAY): ExitName(Exit.CLOSED)},
    MenuStep: {ExitName(Exit.INVALID): ExitName(Exit.NO_INPUT)},
    CollectStep: {ExitName(Exit.INVALID): ExitName(Exit.NO_INPUT)},
    CallbackStep: {ExitName(Exit.INVALID): ExitName(Exit.NO_INPUT), ExitName(Exit.NO_INPUT): ExitName(Exit.REFUSED)},
}
"""Which other exit is taken for one that is not written."""
