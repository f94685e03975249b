"""Writes the tables of the two machines into docs/engine.md: `python -m tests.unit.engine.page`."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.engine import agent_machine, call_machine
from acd.engine.agent_machine import AgentInput, Reaction
from acd.engine.call_machine import CallInput

S = TypeVar("S", bound=StrEnum)
I = TypeVar("I", bound=StrEnum)  # noqa: E741
_DEEDS = {
    Reaction.IGNORED: "·",
    Reaction.WISH: "wish",
    Reaction.EXTENDED: "ends later",
    Reaction.ASKED: "supervisor called",
}
PAGE = Path(__file__).parents[3] / "docs" / "engine.md"


def tables() -> dict[str, str]:
    """Return each table by the name that marks its place on the page."""
    return {"calls": _calls(), "agents": _agents()}


def filled(page: str) -> str:
    """Return the page with its tables as they are in the code."""
    for name, table in tables().items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n{table}\n{end}{rest.split(end)[1]}"
    return page


def _calls() -> str:
    states = [state for state in CallState if state is not CallState.ENDED]
    return _table(CallInput, states, _call_cell)


def _call_cell(state: CallState, what: CallInput) -> str:
    transition = call_machine.TABLE[state][what]
    if transition is None:
        return "·"
    to = "" if transition.next_state is state else f" → **{_words(transition.next_state)}**"
    return f"{_words(transition.action)}{to}"


def _agents() -> str:
    return _table(AgentInput, list(AgentState), _agent_cell)


def _agent_cell(state: AgentState, what: AgentInput) -> str:
    answer = agent_machine.TABLE[state][what]
    if isinstance(answer, AgentState):
        return f"**{_words(answer)}**"
    return _DEEDS.get(answer, f"“{answer}”")


def _table(inputs: Iterable[I], states: Sequence[S], cell: Callable[[S, I], str]) -> str:
    head = ["input \\ state", *map(_words, states)]
    rows = [head, ["---"] * len(head), *([_words(i), *(cell(s, i) for s in states)] for i in inputs)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _words(name: StrEnum) -> str:
    return name.value.replace("_", " ")


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text()))
