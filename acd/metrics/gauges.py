"""Gauges: read from the live view and the controller's own numbers at each scrape, so they cannot go stale."""

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from acd import logs
from acd.domain.agents import AgentState, Reach
from acd.domain.calls import CallState, Direction
from acd.domain.view import LiveView, VoicemailView
from acd.metrics import definitions as d
from acd.metrics.definitions import Definition, Kind

log = logs.get("metrics")


@dataclass(frozen=True, slots=True)
class Health:
    """What the controller knows of itself, as plain numbers; totals since it started."""

    records_written: int = 0
    records_spooled: int = 0
    records_set_aside: int = 0
    records_lost: int = 0
    records_waiting: int = 0
    records_oldest_s: float = 0.0
    database_connected: bool = True
    engine_events: int = 0
    calls_broken: int = 0
    ari_connects: int = 0
    recordings_free_bytes: int = 0
    recordings_reserve_bytes: int = 0
    recordings_unfinished: int = 0
    recordings_stopped: bool = False
    voicemails_uncollected: int = 0
    voicemails_unfetched: int = 0
    voicemail_fetch_failures: int = 0
    voicemail_space_short: bool = False
    prompts_missing: int = 0
    ami_connected: bool = False
    ami_connects: int = 0
    pbx_channels: int | None = None
    pbx_started_s: float | None = None
    pbx_version: str | None = None


Sample = tuple[Definition, tuple[str, ...], float]


def view_samples(view: LiveView) -> Iterator[Sample]:
    """Return the gauges of a view. States without anybody are 0, not absent: a panel must show 0."""
    callbacks = Tally(callback.queue_id for callback in view.callbacks)
    messages: dict[str, list[VoicemailView]] = {}
    for message in view.voicemails:
        messages.setdefault(message.queue_id, []).append(message)
    for queue in view.queues:
        name = str(queue.queue_id)
        yield d.QUEUE_CALLERS, (name,), queue.waiting
        yield d.QUEUE_CALLBACKS, (name,), callbacks[queue.queue_id]
        yield from _voicemail_samples(name, messages.get(name, []))
        yield d.QUEUE_OLDEST_WAIT, (name,), queue.longest_wait_s
        if queue.expected_wait_s is not None:
            yield d.QUEUE_EXPECTED_WAIT, (name,), queue.expected_wait_s
        for state in AgentState:
            yield d.QUEUE_AGENTS, (name, state), queue.eligible.get(state, 0)
    agents = Tally(agent.state for agent in view.agents)
    for state in AgentState:
        yield d.AGENTS, (state,), agents[state]
    yield from _reach_samples(view)
    yield d.AGENTS_ASSISTANCE, (), sum(agent.assistance_s is not None for agent in view.agents)
    calls = Tally(call.state for call in view.calls if call.direction is not Direction.VOICEMAIL)
    for call_state in CallState:
        if call_state is not CallState.ENDED:
            yield d.CALLS, (call_state,), calls[call_state]
    yield d.ARI_CONNECTED, (), view.pbx_connected
    yield d.DRAINING, (), view.draining


def _voicemail_samples(queue: str, messages: list[VoicemailView]) -> Iterator[Sample]:
    yield d.QUEUE_VOICEMAILS, (queue,), len(messages)
    yield d.QUEUE_OLDEST_VOICEMAIL, (queue,), max((message.age_s for message in messages), default=0)
    yield d.QUEUE_VOICEMAILS_LATE, (queue,), sum(message.left_s == 0 for message in messages)


def _reach_samples(view: LiveView) -> Iterator[Sample]:
    phones = Tally(agent.reach for agent in view.agents)
    for reach in Reach:
        yield d.PHONES, (reach,), phones[reach]
    signed_in = (agent for agent in view.agents if agent.state is not AgentState.OFFLINE)
    yield d.AGENTS_UNREACHABLE, (), sum(agent.reach is Reach.UNREACHABLE for agent in signed_in)
    for trunk in view.trunks:
        if trunk.reach is not Reach.UNKNOWN:
            yield d.TRUNK_REACHABLE, (trunk.name,), trunk.reach is Reach.REACHABLE
        if trunk.registered is not None:
            yield d.TRUNK_REGISTERED, (trunk.name,), trunk.registered


def health_samples(health: Health) -> Iterator[Sample]:
    """Return the controller's own numbers; the field's name is told by the definition's source."""
    for definition in d.OWN:
        value = getattr(health, definition.source.removeprefix("Health."))
        if isinstance(value, str):
            yield definition, (value,), 1
        elif value is not None:  # what nobody knows has no number
            yield definition, (), value


class LiveCollector(Collector):
    """Gives the gauges at each scrape."""

    def __init__(
        self,
        live: Callable[[], LiveView],
        health: Callable[[], Health],
        version: str,
        failed: Callable[[str], None],
    ) -> None:
        """`failed` is told the name of a source that raised; the other families are still given."""
        self._sources: dict[str, Callable[[], list[Sample]]] = {
            "build": lambda: [(d.BUILD, (version,), 1)],
            "live": lambda: list(view_samples(live())),
            "health": lambda: list(health_samples(health())),
        }
        self._failed = failed

    def describe(self) -> Iterator[Metric]:
        """Return the families without numbers, so that registering does not read a view that is not there yet."""
        return iter(_family(definition) for definition in (d.BUILD, *d.VIEWED, *d.OWN))

    def collect(self) -> Iterator[Metric]:
        """Read the sources and return the families."""
        families: dict[str, GaugeMetricFamily | CounterMetricFamily] = {}
        for name, source in self._sources.items():
            try:
                samples = source()
            except Exception:  # counters must stay readable when a view is broken
                self._failed(name)
                log.exception("a source of gauges failed", action="collect", source=name)
                continue
            for definition, labels, value in samples:
                family = families.setdefault(definition.name, _family(definition))
                family.add_metric(labels, value)
        return iter(families.values())


def _family(definition: Definition) -> GaugeMetricFamily | CounterMetricFamily:
    make = CounterMetricFamily if definition.kind is Kind.COUNTER else GaugeMetricFamily
    return make(definition.name, definition.text, labels=definition.labels)
