"""What flows may know: see the stories, in which they go by it."""

from acd.engine.flow_facts import CallFacts
from acd.flows.facts import Facts
from tests.unit.engine.flow_scenes import ANSWER, LINE, Story, graph, house


def test_the_room_for_messages_and_the_line_of_the_caller() -> None:
    """As the engine has them at this moment."""
    story = Story(house(graph(ANSWER, LINE)))
    story.arrives()
    facts: Facts = CallFacts(story.engine.calls, story.call, story.now)
    assert facts.room_for_message() and facts.callback_queue() is None
    assert facts.callback_refusal(None, "+4930") is not None
