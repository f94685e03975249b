"""What agents ask for while a call is in hand."""

from acd.engine.agent import LiveAgent
from acd.engine.agent_machine import AgentInput
from acd.engine.wishes import take_wish
from tests.playbooks import agent


def test_wishes_are_kept_and_taken_back() -> None:
    """A pause and leaving stand beside each other; resuming takes back the one, signing in the other."""
    alice = LiveAgent(agent("alice"))
    take_wish(alice, AgentInput.PAUSE, "lunch")
    take_wish(alice, AgentInput.SIGN_OUT, None)
    assert (alice.pause_wish, alice.sign_out_wish) == ("lunch", True)
    take_wish(alice, AgentInput.RESUME, None)
    assert alice.pause_wish is None and alice.sign_out_wish
    take_wish(alice, AgentInput.SIGN_IN, None)
    left: object = alice.sign_out_wish
    assert left is False
