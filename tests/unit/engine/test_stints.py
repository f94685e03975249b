"""Records of an agent's time."""

from dataclasses import replace

from acd.domain.agents import AgentId, AgentState, Endpoint
from acd.domain.calls import CallId
from acd.domain.queues import QueueId
from acd.domain.records import AgentStint
from acd.domain.stored import AgentRestored
from acd.engine.agent import Hand, LiveAgent
from acd.engine.stints import close_stint, left_meanwhile
from tests.playbooks import ACME, agent


def alice(state: AgentState, **fields: object) -> LiveAgent:
    """Return an agent who is in this state, with what is known of it."""
    made = LiveAgent(agent("alice"), state, since=90.0, booked=100.0, stints=4)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_a_stretch_ends_and_the_next_one_begins() -> None:
    """It is numbered, begins where the last record ended, and tells the call in hand and what comes next."""
    hand = Hand(CallId("c1"), QueueId("sales"), ACME)
    known = alice(AgentState.TALKING, hand=hand, endpoint=Endpoint("desk-1"), until=140.0, pause_wish="lunch")
    stint = close_stint(known, AgentState.WRAPUP, None, 110.0)
    assert stint == AgentStint(
        *(AgentId("alice"), 5, AgentState.TALKING, None, CallId("c1"), QueueId("sales"), ACME, 100_000, 110_000),
        *(AgentState.WRAPUP, None, Endpoint("desk-1"), "lunch", False, 140_000),
    )
    assert (known.booked, known.stints) == (110.0, 5)


def test_an_absence_fulfils_every_wish_and_is_at_no_phone() -> None:
    """So nothing of them is to be remembered."""
    known = alice(AgentState.WRAPUP, endpoint=Endpoint("desk-1"), until=140.0, pause_wish="lunch", sign_out_wish=True)
    stint = close_stint(known, AgentState.OFFLINE, None, 110.0)
    told = stint.next_endpoint, stint.next_pause_wish, stint.next_sign_out_wish, stint.next_until_ms
    assert told == (None, None, False, None)


def test_a_pause_tells_its_reason_and_keeps_the_phone() -> None:
    """The reason of the pause before, and of the one that begins."""
    known = alice(AgentState.PAUSED, reason="lunch", endpoint=Endpoint("desk-1"))
    stint = close_stint(known, AgentState.PAUSED, "training", 110.0)
    assert (stint.reason, stint.next_reason, stint.next_endpoint) == ("lunch", "training", "desk-1")


def test_who_cannot_go_on_as_stored_is_not_at_work() -> None:
    """From this moment on; a clock that was set back does not make the stretch a negative one."""
    stored = AgentRestored(AgentId("alice"), AgentState.PAUSED, "lunch", 120.0, pause_wish="tea", sign_out_wish=True)
    assert left_meanwhile(stored, 3, 110.0) == AgentStint(
        *(AgentId("alice"), 3, AgentState.PAUSED, "lunch", None, None, None, 110_000, 110_000),
        *(AgentState.OFFLINE, None, None, None, False, None),
    )
    assert left_meanwhile(replace(stored, since=100.0), 3, 110.0).started_ms == 100_000
    assert left_meanwhile(replace(stored, since=None), 3, 110.0).started_ms == 110_000
