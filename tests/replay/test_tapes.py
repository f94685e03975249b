"""Sessions recorded from a real Asterisk 22.10.1 mean today what they meant then."""

from pathlib import Path

import pytest

from acd.ari.messages import FrameCounts, decode
from acd.ari.tape import Inbound, Noted, Outbound, read
from acd.ari.to_domain import to_domain
from acd.domain.calls import LegEndCause
from acd.domain.events import Event, LegEnded

TAPES = Path(__file__).parent / "tapes"


def told(name: str) -> list[str]:
    """The events of a tape in short: kind, leg without the call's id, cause; the first of repeated ends only."""
    counts = FrameCounts()
    lines: list[str] = []
    for entry in read(TAPES / f"{name}.tape"):
        events: tuple[Event, ...] = ()
        if isinstance(entry, Noted):
            events = (entry.event,)
        elif isinstance(entry, Inbound):
            message = decode(entry.frame, counts)
            events = to_domain(message) if message is not None else ()
        for event in events:
            line = short(event)
            if not (isinstance(event, LegEnded) and any(_same_end(line, known) for known in lines)):
                lines.append(line)
    assert (counts.unknown, counts.malformed) == (0, 0)
    return lines


def short(event: Event) -> str:
    """Without what differs from one recording to the next."""
    parts = [type(event).__name__]
    leg_id = getattr(event, "leg_id", None)
    if leg_id is not None:
        _, dash, number = leg_id.partition("-a")
        parts.append(f"a{number}" if dash else "caller")
    if isinstance(event, LegEnded) and event.cause is not LegEndCause.NORMAL:
        parts.append(event.cause)
    return " ".join(parts)


def _same_end(line: str, known: str) -> bool:
    return line.split()[:2] == known.split()[:2]


CALL = ["PbxConnected", "CallArrived caller", "LegAnswered caller"]


@pytest.mark.parametrize(
    ("tape", "expected"),
    [
        (
            "conversation",
            [
                *CALL,
                "PlaybackEnded caller",
                "LegRinging a1",
                "LegAnswered a1",
                "LegConnected a1",
                "LegHeld a1",
                "LegUnheld a1",
                "LegEnded a1",
                "LegEnded caller",
                "PbxLost",
            ],
        ),
        (
            "refusals",
            [
                *CALL,
                "LegEnded a1 busy",
                "LegRinging a2",
                "LegEnded a2 refused",
                "LegEnded a3 unreachable",
                "LegRinging a4",
                "LegEnded a4 no_answer",
                "LegEnded caller",
                "PbxLost",
            ],
        ),
        (
            "gap",
            [
                *CALL,
                "LegRinging a1",
                "LegAnswered a1",
                "LegConnected a1",
                "PbxLost",
                "PbxConnected",
                "LegEnded caller",
                "LegEnded a1",
                "PbxLost",
            ],
        ),
    ],
)
def test_a_tape_tells_its_story(tape: str, expected: list[str]) -> None:
    """Whoever changes the meaning of a message sees it here first."""
    assert told(tape) == expected


@pytest.mark.parametrize("tape", sorted(path.stem for path in TAPES.glob("*.tape")))
def test_requests_are_on_the_tape_with_their_answers(tape: str) -> None:
    """Among them the filter, before any call."""
    sent = [entry for entry in read(TAPES / f"{tape}.tape") if isinstance(entry, Outbound)]
    assert any(entry.target.endswith("/eventFilter") and entry.status in (200, 204) for entry in sent)
    assert all(entry.status is not None for entry in sent)
