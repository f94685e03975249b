"""Why a leg ended, from Q.850 and SIP to our words, and why we end one, from our words to Asterisk's."""

from acd.domain.calls import HangUpReason, LegEndCause

_BY_SIP = {
    486: LegEndCause.BUSY,
    600: LegEndCause.BUSY,
    603: LegEndCause.REFUSED,
    403: LegEndCause.REFUSED,  # several phones decline with it
    480: LegEndCause.NO_ANSWER,
    487: LegEndCause.NORMAL,
}

_BY_Q850 = {
    0: LegEndCause.NORMAL,
    16: LegEndCause.NORMAL,
    26: LegEndCause.NORMAL,  # answered elsewhere: our own wish
    31: LegEndCause.NORMAL,
    17: LegEndCause.BUSY,
    21: LegEndCause.REFUSED,
    18: LegEndCause.NO_ANSWER,
    19: LegEndCause.NO_ANSWER,
}

# A channel that we delete ends with one of these. Asterisk may add tech_cause 603 to it (seen when the leg was
# never dialled), so the SIP status must not be asked first.
_OURS = frozenset({16, 26})


def end_cause(cause: int, tech_cause: int, *, rang: bool) -> LegEndCause:
    """Return our word for the end of a leg that was not answered.

    `rang`: the phone had said that it rings. Without that, "no answer" means that nothing answered at all.
    """
    if cause in _OURS:
        return LegEndCause.NORMAL
    if tech_cause == 408:
        return LegEndCause.NO_ANSWER if rang else LegEndCause.UNREACHABLE
    if tech_cause in _BY_SIP:
        return _BY_SIP[tech_cause]
    if tech_cause >= 300:
        return LegEndCause.UNREACHABLE
    return _BY_Q850.get(cause, LegEndCause.UNREACHABLE)


HANG_UP_REASON = {
    HangUpReason.NORMAL: "normal",
    HangUpReason.NO_ANSWER: "no_answer",
    HangUpReason.ANSWERED_ELSEWHERE: "answered_elsewhere",
    HangUpReason.UNALLOCATED_NUMBER: "unallocated",
    HangUpReason.BUSY: "busy",
}
"""ARI's `reason`. To a caller who is not answered yet these become SIP 603, 480, 480, 404 and 486."""
