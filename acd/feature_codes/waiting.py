"""Tells how many callers wait: in all queues that the agent serves, or in one."""

from acd.domain.agents import AgentId
from acd.domain.feature_codes import Dialled, Sentence
from acd.domain.queues import QueueId
from acd.feature_codes.centre import Centre
from acd.feature_codes.outcome import Outcome
from acd.feature_codes.phone_line import PhoneLine


async def waiting(line: PhoneLine, centre: Centre, agent_id: AgentId, dialled: Dialled) -> Outcome:
    """In one queue, by its number or id; without one in all."""
    queues = centre.queues_of(agent_id)
    if dialled.extra or dialled.name:
        queue_id = line.settings.queues.get(dialled.extra, QueueId(dialled.name))
        if not centre.has_queue(queue_id):
            await line.say(Sentence.NO_SUCH_QUEUE)
            return Outcome.REFUSED
        queues = {queue_id}
    count = centre.waiting(queues)
    await line.say(Sentence.CALLERS_WAITING)
    await line.say_number(count)
    return Outcome.DONE
