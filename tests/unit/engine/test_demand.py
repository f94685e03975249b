"""What a waiting call asks for."""

from acd.domain.calls import NOBODY, CallId, LegId
from acd.domain.flows import Flow, FlowId
from acd.domain.queues import AgentChoice
from acd.domain.tenants import Number
from acd.engine.call import LiveCall
from acd.engine.demand import want_of
from acd.engine.matching import Want
from tests.playbooks import ACME, needs, office, queue


def test_a_call_asks_for_what_its_queue_asks_for() -> None:
    """The skills, and the way in which one of the agents is chosen."""
    call = LiveCall(CallId("c1"), LegId("c1"), ACME, Number("+1"), NOBODY, Flow(FlowId("f"), ()), arrived=1.0)
    call.queue = queue("sales", needs(en=3), choice=AgentChoice.LINEAR)
    assert want_of(call, office()) == Want((needs(en=3),), choice=AgentChoice.LINEAR)
