"""Beginnings that many playbooks share, each up to an instant in the life of call c1."""

from typing import Any

from acd.domain.agents import AgentId
from acd.domain.calls import LegId, Outcome, OutcomeClass, OutcomeReason, PlaybackId
from acd.domain.commands import Answer, CloseBridge, Connect, Play, RingAgent, StartWaiting
from acd.domain.events import LegAnswered, LegConnected, LegRinging, PlaybackEnded
from acd.domain.records import CallEnded
from tests.playbooks import Playbook, arrives, some

ALICE, BOB = AgentId("alice"), AgentId("bob")
CALLER, OTHER = LegId("c1"), LegId("c2")
LEG, LEG2 = LegId("c1-a1"), LegId("c1-a2")
"""Legs of the first and the second agent who is asked."""


def ended(cls: OutcomeClass, reason: OutcomeReason, **fields: object) -> Any:
    """Return the final record of a call with this outcome."""
    return some(CallEnded, outcome=Outcome(cls, reason), **fields)


def waiting(book: Playbook, caller: str = "c1", queue_name: str = "sales") -> Playbook:
    """A caller who goes straight into line waits; nobody is asked."""
    return book.on(arrives(caller, queue_name)).asks(some(StartWaiting, lane=LegId(caller)))


def greeted(book: Playbook) -> Playbook:
    """The caller was answered and hears the greeting; for an office with GREETING."""
    book.on(arrives()).asks(Answer(CALLER))
    return book.on(LegAnswered(CALLER)).asks(some(Play, lane=CALLER))


def offered(book: Playbook, caller: str = "c1", to: AgentId = ALICE) -> Playbook:
    """A caller who goes straight into line is offered to the agent at once."""
    return book.on(arrives(caller)).asks(some(StartWaiting, lane=LegId(caller)), asked(to, caller))


def asked(agent_id: AgentId, caller: str = "c1") -> Any:
    """Return the command that rings an agent."""
    return some(RingAgent, agent_id=agent_id, call_id=caller)


def ringing(book: Playbook) -> Playbook:
    """The phone rings."""
    return offered(book).on(LegRinging(LEG)).asks()


def whispered(book: Playbook) -> Playbook:
    """The agent hears the whisper; for an office with one."""
    return ringing(book).on(LegAnswered(LEG)).asks(some(Play, lane=LEG))


def connecting(book: Playbook) -> Playbook:
    """The agent answered, and the two are about to be connected."""
    return ringing(book).on(LegAnswered(LEG)).asks(some(Connect, lane=CALLER, agent_leg_id=LEG))


def connected(book: Playbook) -> Playbook:
    """The two talk."""
    return connecting(book).on(LegConnected(LEG)).asks(some(CloseBridge, lane=CALLER))


def whisper_ended(leg: LegId = LEG) -> PlaybackEnded:
    """The agent heard all of the whisper."""
    return PlaybackEnded(leg, PlaybackId(f"{leg}-p1"))
