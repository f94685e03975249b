"""Copies what the engine knows into a view for people and gauges. Costs a walk; never on the call path."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from acd.domain.agents import AgentId, AgentState, Endpoint, Obstacle, Reach
from acd.domain.calls import CallId
from acd.domain.pool import Pool
from acd.domain.queues import Queue, QueueId, SkillProfile
from acd.domain.recordings import RecordingState
from acd.domain.view import AgentView, CallbackView, CallView, LiveView, QueueView, TrunkView, VoicemailView
from acd.domain.voicemail_rules import VoicemailState
from acd.engine.agent import LiveAgent
from acd.engine.call import LiveCall, form_of
from acd.engine.callbacks import LiveCallback
from acd.engine.caller_context import caller_context
from acd.engine.demand import want_of
from acd.engine.engine import Engine
from acd.engine.forecast import Sweep
from acd.engine.matching import Want
from acd.engine.voicemail_items import LiveVoicemail
from acd.engine.waiting import LAST

_RANK = attrgetter("rank")
_Place = tuple[int | None, float | None]
"""Place in the queue's line, and the seconds that a caller can expect to wait."""
_NOWHERE: _Place = (None, None)


def view(engine: Engine, now: float) -> LiveView:
    """Return the call centre at this moment (monotonic seconds)."""
    waiting: dict[QueueId, list[LiveCall]] = {}
    sweep = Sweep(engine.calls.forecast, engine.matcher)
    places = dict(_places(engine, sweep, waiting))
    staff = _staff(engine)
    return LiveView(
        pbx_connected=engine.pbx_connected,
        draining=engine.draining,
        queues=tuple(
            replace(
                _queue(engine, queue, waiting.get(queue_id, []), staff, now),
                expected_wait_s=_newcomer_s(sweep, queue, now),
            )
            for queue_id, queue in engine.calls.pool.queues.items()
        ),
        agents=_agents(engine, now),
        calls=tuple(
            replace(
                _call(call, engine.calls.pool, places.get(call.id, _NOWHERE), now),
                context=caller_context(engine.calls, call, now),
            )
            for call in engine.calls.calls.values()
        ),
        callbacks=tuple(_callback(item, now) for item in engine.calls.callbacks.items.values()),
        voicemails=tuple(_voicemail(engine, item, now) for item in engine.calls.voicemails.items.values()),
        trunks=tuple(_trunk(engine, *trunk) for trunk in engine.calls.pool.trunks.items()),
    )


def _places(engine: Engine, sweep: Sweep, waiting: dict[QueueId, list[LiveCall]]) -> Iterator[tuple[CallId, _Place]]:
    """Yield everybody in line in the order in which they will be served, and put them into their queues' lines."""
    in_line = [call for call in engine.calls.calls.values() if call.in_line() and call.listening is None]
    in_line.sort(key=_RANK)
    items = engine.calls.callbacks.items
    called_back = [(items[name].rank, CallId(name), queue) for queue, name in engine.calls.callbacks.standing.items()]
    called_back += engine.calls.voicemails.standing()
    called_back.sort(reverse=True)
    for call in in_line:
        assert call.queue is not None
        while called_back and called_back[-1][0] < call.rank:
            sweep.pass_by(*called_back.pop()[1:])
        line = waiting.setdefault(call.queue.id, [])
        line.append(call)
        yield call.id, (len(line), sweep.next(call))


def _staff(engine: Engine) -> dict[SkillProfile, Counter[AgentState]]:
    """Return how many agents with the same skills are in each state."""
    staff: dict[SkillProfile, Counter[AgentState]] = {}
    for agent in engine.agents.agents.values():
        staff.setdefault(agent.spec.profile, Counter())[agent.state] += 1
    return staff


def _queue(
    engine: Engine, queue: Queue, line: list[LiveCall], staff: dict[SkillProfile, Counter[AgentState]], now: float
) -> QueueView:
    states: Counter[AgentState] = Counter()
    for profile, counts in staff.items():
        if engine.matcher.serves(queue.requirement, profile):
            states.update(counts)
    return QueueView(
        queue_id=queue.id,
        waiting=len(line),
        longest_wait_s=now - min((call.queued_at for call in line), default=now),
        eligible=dict(states),
    )


def _newcomer_s(sweep: Sweep, queue: Queue, now: float) -> float | None:
    """Return how long somebody would wait who came into the queue's line now."""
    want = Want((queue.requirement,), choice=queue.choice)
    return sweep.newcomer(want, (now - queue.head_start_s, LAST), queue.id)


def queues_of(engine: Engine, agent_id: AgentId) -> frozenset[QueueId]:
    """Return the queues that an agent serves; none for one who is not configured."""
    agent = engine.agents.agents.get(agent_id)
    if agent is None:
        return frozenset()
    profile = agent.spec.profile
    queues = engine.calls.pool.queues.values()
    return frozenset(queue.id for queue in queues if engine.matcher.serves(queue.requirement, profile))


def _agents(engine: Engine, now: float) -> tuple[AgentView, ...]:
    helpers: dict[tuple[AgentId, bool], tuple[AgentId, ...]] = {}
    for leg in engine.supervision.legs:
        key = leg.asker_id, leg.answered
        helpers[key] = (*helpers.get(key, ()), leg.supervisor_id)
    return tuple(
        replace(
            _agent(engine, agent, now),
            supervisors_rung=helpers.get((agent.spec.id, False), ()),
            helped_by=helpers.get((agent.spec.id, True), ()),
        )
        for agent in engine.agents.agents.values()
    )


def _agent(engine: Engine, agent: LiveAgent, now: float) -> AgentView:
    own = engine.supervision.legs.of(agent.spec.id)
    return AgentView(
        agent_id=agent.spec.id,
        name=agent.spec.name,
        state=agent.state,
        reason=agent.reason,
        wish=agent.wish,
        in_state_s=now - agent.since,
        call_id=agent.hand.call_id if agent.hand else None,
        reach=engine.agents.reach_of(agent),
        endpoint=agent.phone,
        assistance_s=None if agent.assistance is None else now - agent.assistance.since,
        rung_for=own.asker_id if own and not own.answered else None,
        helps=own.asker_id if own and own.answered else None,
        obstacle=_obstacle(engine, agent),
    )


def _obstacle(engine: Engine, agent: LiveAgent) -> Obstacle | None:
    """Tell what keeps calls from an agent who is available."""
    desk, agent_id = engine.agents, agent.spec.id
    if agent.state is not AgentState.AVAILABLE:
        return None
    against = {
        Obstacle.HELPING: desk.helping.holds(agent_id),
        Obstacle.UNREACHABLE: desk.reach_of(agent) is Reach.UNREACHABLE,
        Obstacle.IN_NET: desk.reach.in_net(agent.phone),
        Obstacle.RESTING: agent.resting,
        Obstacle.PARTING: desk.parting.holds(agent_id),
    }
    return next((obstacle for obstacle, holds in against.items() if holds), None)


def _call(call: LiveCall, pool: Pool, place: _Place, now: float) -> CallView:
    position, expected_wait_s = place
    offered = call.offer.agent_id if call.offer else None
    want = want_of(call, pool) if call.in_line() else Want()
    return CallView(
        call_id=call.id,
        state=call.state,
        tenant_id=call.tenant_id,
        number=call.number,
        caller=call.caller,
        queue_id=call.queue.id if call.queue else None,
        agent_id=call.agent_id or offered,
        age_s=now - call.arrived,
        wait_s=_wait_s(call, now) if call.queue else None,
        position=position,
        asked_ahead_s=None if position is None else call.asked_ahead,
        put_back_s=None if position is None else call.put_back,
        recording=call.recording.shown if call.recording else RecordingState.OFF,
        asks=want.any_of,
        meant_for=want.agents,
        ranked_s=now - call.rank[0] if call.in_line() else None,
        expected_wait_s=expected_wait_s,
        direction=call.direction,
        step=None if call.progress is None else call.progress.step,
        tags=() if call.progress is None else call.progress.tags,
        values={} if call.progress is None else call.progress.values,
        form=form_of(call),
    )


def _callback(item: LiveCallback, now: float) -> CallbackView:
    return CallbackView(
        callback_id=item.id,
        tenant_id=item.tenant_id,
        queue_id=item.queue_id,
        number=item.number,
        call_id=item.call_id,
        state=item.state,
        age_s=now - item.asked_at,
        left_s=max(0.0, item.deadline - now),
        attempts=item.attempts,
        retry_s=None if item.retry_at is None or item.retry_at <= now else item.retry_at - now,
        quiet=item.retry_at is not None and item.retry_at > max(now, item.not_before or now),
    )


def _voicemail(engine: Engine, item: LiveVoicemail, now: float) -> VoicemailView:
    rules = engine.calls.voicemails.rules(item.queue_id)
    return VoicemailView(
        voicemail_id=item.id,
        call_id=item.call_id,
        tenant_id=item.tenant_id,
        queue_id=item.queue_id,
        caller=item.caller,
        state=item.state,
        age_s=now - item.left_at,
        left_s=None if rules is None else max(0.0, item.left_at + rules.target_s - now),
        sound_s=item.sound_ms / 1000,
        offers=item.offers,
        plays=item.plays,
        retry_s=None if item.retry_at is None else max(0.0, item.retry_at - now),
        agent_id=item.agent_id if item.state is VoicemailState.OFFERED else None,
        is_fetched=item.sound is not None,
    )


def _trunk(engine: Engine, endpoint: Endpoint, registers: bool) -> TrunkView:
    reach = engine.agents.reach
    held = reach.registration(endpoint) if registers else None
    if held is None:
        return TrunkView(endpoint, reach.trunk(endpoint))
    return TrunkView(endpoint, reach.trunk(endpoint), held.registered, held.detail)


def _wait_s(call: LiveCall, now: float) -> float:
    heard_at = call.outside_at if call.connected_at is None else call.connected_at
    return (now if heard_at is None else heard_at) - call.queued_at
