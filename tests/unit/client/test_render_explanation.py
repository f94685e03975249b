"""The picture of an explanation."""

import io
import json
from dataclasses import replace
from typing import Any

from rich.console import Console

from acd.client.render_explanation import as_json, explanation
from tests.unit.web.hostile import NAMES
from tests.unit.web.stage import EXPLANATION


def drawn(**changed: Any) -> str:
    """Return what a terminal shows."""
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(explanation(replace(EXPLANATION, **changed)), soft_wrap=True)
    return console.export_text()


def test_sentences_and_then_the_others() -> None:
    """By reason, with names and how many are left out; whole sentences, however narrow the terminal is."""
    assert drawn() == (
        "It came.\n"
        "\n"
        "Offer 1: Bob, longest_idle, asks for german 3\n"
        "  Bob was the only one.\n"
        "  Not asked:\n"
        "    3 paused: Alice (lunch, for 5.0 s), and 2 more (--all)\n"
        "\n"
        "Why nobody at the end\n"
        "  Nobody is idle.\n"
        "\n"
        "Came later and were offered first\n"
        "  Somebody else.\n"
        "A note.\n"
    )


def test_what_is_not_there_is_not_drawn() -> None:
    """A call that waits, of which not much is known."""
    (offer,) = EXPLANATION.offers
    (group,) = offer.others
    alone = replace(group, count=1, agents=(replace(group.agents[0], detail=""),))
    told = replace(offer, choice=None, asks=None, others=(alone,))
    shown = drawn(state="waiting", offers=(told,), served_first=(), notes=())
    assert "Offer 1: Bob\n" in shown and "    1 paused: Alice\n" in shown
    assert "Why nobody yet\n" in shown and "Came later" not in shown
    assert "Why nobody" not in drawn(wait=None)


def test_no_text_moves_the_cursor() -> None:
    """Names and reasons of pauses are texts of people."""
    for name in NAMES:
        (offer,) = EXPLANATION.offers
        shown = drawn(sentences=(name,), offers=(replace(offer, name=name),), notes=(name,))
        assert all(char.isprintable() or char == "\n" for char in shown)


def test_as_data() -> None:
    """One JSON object, with everything."""
    data = json.loads(as_json(EXPLANATION))
    assert data["offers"][0]["at"] == "2026-11-21T12:00:00Z" and data["wait"]["ahead"] == 2
    assert data["offers"][0]["others"][0]["agents"] == [{"id": "alice", "name": "Alice", "detail": "lunch, for 5.0 s"}]
