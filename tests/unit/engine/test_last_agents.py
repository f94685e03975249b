"""Who talked last to whom."""

from acd.domain.agents import AgentId
from acd.domain.caller_events import Conversation
from acd.domain.callers import CallerKey
from acd.domain.calls import CallerId
from acd.domain.tenants import TenantId
from acd.engine.last_agents import LastAgents

ACME, GLOBEX = TenantId("acme"), TenantId("globex")
ALICE, BOB = AgentId("alice"), AgentId("bob")


def test_the_last_conversation_counts_for_each_tenant_alone() -> None:
    """However the network writes the number; whoever withholds it is nobody."""
    last = LastAgents()
    last.talked(ACME, CallerId("+4930"), ALICE)
    last.talked(ACME, CallerId("004930"), BOB)
    last.talked(GLOBEX, CallerId("+4930"), ALICE)
    last.talked(ACME, CallerId("anonymous"), ALICE)
    assert last.of(ACME, CallerId("4930", "Weber")) == BOB
    assert last.of(GLOBEX, CallerId("+4930")) == ALICE
    assert last.of(ACME, CallerId("anonymous")) is None
    assert last.of(ACME, CallerId("+4931")) is None


def test_who_was_not_heard_of_for_the_longest_time_is_forgotten() -> None:
    """One more conversation is as good as a first."""
    last = LastAgents(most=2)
    for number, agent_id in (("1", ALICE), ("2", ALICE), ("1", BOB), ("3", ALICE)):
        last.talked(ACME, CallerId(number), agent_id)
    assert [last.of(ACME, CallerId(number)) for number in "123"] == [BOB, None, ALICE]


def test_the_past_is_recalled_in_its_order() -> None:
    """And can be told again, as much of it as is wanted."""
    past = tuple(Conversation(ACME, CallerKey(number), who) for number, who in (("1", ALICE), ("2", BOB), ("3", BOB)))
    last = LastAgents()
    last.recall(past)
    assert last.newest(2) == past[1:]
    assert last.newest(9) == past
    assert last.newest(0) == ()
