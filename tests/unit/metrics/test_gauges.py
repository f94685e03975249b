"""Gauges of the live view and the controller's own numbers."""

from dataclasses import fields, replace

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from acd.domain.agents import AgentId, AgentState, Endpoint, Reach
from acd.domain.calls import CallerId, CallId, CallState
from acd.domain.queues import QueueId
from acd.domain.tenants import Number, TenantId
from acd.domain.view import AgentView, CallView, LiveView, QueueView, TrunkView
from acd.metrics.definitions import OWN
from acd.metrics.gauges import Health, LiveCollector, health_samples
from tests.unit.metrics.scrape import samples


def agent(name: str, state: AgentState) -> AgentView:
    return AgentView(AgentId(name), name, state, None, None, 1.0, None)


def call(number: int, state: CallState) -> CallView:
    tenant = TenantId("florist")
    return CallView(CallId(str(number)), state, tenant, Number("1"), CallerId(), None, None, 1.0, None, None)


VIEW = LiveView(
    pbx_connected=True,
    draining=False,
    queues=(QueueView(QueueId("support"), 2, 31.5, {AgentState.PAUSED: 1, AgentState.TALKING: 1}, 44.5),),
    agents=(agent("a", AgentState.PAUSED), agent("b", AgentState.TALKING), agent("c", AgentState.TALKING)),
    calls=(call(1, CallState.WAITING), call(2, CallState.OFFERED), call(3, CallState.CONNECTED)),
)


def text(view: LiveView | Exception, health: Health | Exception, failed: list[str]) -> dict[str, float]:
    def give(what: object) -> object:
        if isinstance(what, Exception):
            raise what
        return what

    registry = CollectorRegistry(auto_describe=False)
    registry.register(
        LiveCollector(lambda: give(view), lambda: give(health), "1.2.3", failed.append)  # type: ignore[arg-type,return-value]
    )
    return samples(generate_latest(registry))


def test_the_view_is_shown_exactly() -> None:
    """Every state is there: a panel must show 0, not "no data"."""
    found = text(VIEW, Health(), [])
    assert found["acd_ari_connected"] == 1
    assert found["acd_draining"] == 0
    assert found['acd_build_info{version="1.2.3"}'] == 1
    assert found['acd_queue_callers{queue="support"}'] == 2
    assert found['acd_queue_oldest_wait_seconds{queue="support"}'] == 31.5
    assert found['acd_queue_expected_wait_seconds{queue="support"}'] == 44.5
    for state in AgentState:
        everywhere = {AgentState.PAUSED: 1, AgentState.TALKING: 2}.get(state, 0)
        assert found[f'acd_agents{{state="{state}"}}'] == everywhere
        able = {AgentState.PAUSED: 1, AgentState.TALKING: 1}.get(state, 0)
        assert found[f'acd_queue_agents{{queue="support",state="{state}"}}'] == able
    for call_state in set(CallState) - {CallState.ENDED}:
        expected = call_state in (CallState.WAITING, CallState.OFFERED, CallState.CONNECTED)
        assert found[f'acd_calls{{state="{call_state}"}}'] == expected


def test_each_scrape_looks_anew() -> None:
    """A queue that was removed is gone, and does not stay at its last number."""
    empty = LiveView(pbx_connected=False, draining=True, queues=(), agents=(), calls=())
    found = text(empty, Health(), [])
    assert not any(series.startswith("acd_queue") for series in found)
    assert (found["acd_ari_connected"], found["acd_draining"]) == (0, 1)


def test_own_numbers_are_shown_exactly() -> None:
    """Each field of the health stands in one family."""
    health = Health(
        1, 2, 3, 4, 5, 6.5, False, 8, 9, 10, 11, 12, 13, True, 14, 18, 19, True, 20, True, 15, 16, 17.5, "22.10.1"
    )
    found = text(VIEW, health, [])
    numbers = [1, 2, 3, 4, 5, 6.5, 0, 8, 9, 10, 11, 12, 13, 1, 14, 18, 19, 1, 20, 1, 15, 16, 17.5]
    assert [found[definition.name] for definition in OWN[:-1]] == numbers
    assert found['acd_pbx_info{version="22.10.1"}'] == 1
    assert [definition.source for definition in OWN] == [f"Health.{field.name}" for field in fields(Health)]
    assert len(list(health_samples(health))) == len(fields(Health))


@pytest.mark.parametrize("broken", ["live", "health"])
def test_a_broken_source_leaves_the_others(broken: str) -> None:
    """A scrape must not fail when it is needed most."""
    failed: list[str] = []
    fault = ZeroDivisionError()
    found = text(fault if broken == "live" else VIEW, fault if broken == "health" else Health(), failed)
    assert failed == [broken]
    assert ("acd_ari_connected" in found) == (broken == "health")
    assert ("acd_records_written_total" in found) == (broken == "live")


def test_what_nobody_knows_of_the_pbx_has_no_number() -> None:
    """A zero would be a number of channels."""
    found = text(VIEW, Health(), [])
    assert not any(series.startswith("acd_pbx") for series in found)
    assert found["acd_ami_connected"] == 0


def test_phones_and_trunks() -> None:
    """Who waits in vain for a call is counted; what is not known of a trunk is not shown."""
    phones = (
        (Reach.UNREACHABLE, AgentState.AVAILABLE),
        (Reach.UNREACHABLE, AgentState.OFFLINE),
        (Reach.UNKNOWN, "paused"),
    )
    agents = tuple(replace(agent(f"a{n}", AgentState(state)), reach=reach) for n, (reach, state) in enumerate(phones))
    trunks = (
        TrunkView(Endpoint("trunk-a"), Reach.REACHABLE, False, "Rejected"),
        TrunkView(Endpoint("trunk-b"), Reach.UNREACHABLE),
        TrunkView(Endpoint("trunk-c")),
    )
    found = text(replace(VIEW, agents=agents, trunks=trunks), Health(), [])
    assert found["acd_agents_unreachable"] == 1
    assert [found[f'acd_phones{{reach="{reach}"}}'] for reach in Reach] == [0, 2, 1]
    shown = {series: number for series, number in found.items() if series.startswith("acd_trunk")}
    assert shown == {
        'acd_trunk_reachable{trunk="a"}': 1,
        'acd_trunk_reachable{trunk="b"}': 0,
        'acd_trunk_registered{trunk="a"}': 0,
    }
