"""The call centre that is measured: its configuration and its dialplan. That it runs is seen by the smoke test."""

from acd.bench import instance
from acd.configuration import source
from acd.configuration.to_domain import to_accounts, to_pool
from acd.domain.flows import Prompt
from acd.domain.steps import AnswerStep, PlayStep, QueueStep
from acd.domain.tenants import Number


def test_the_configuration_is_good_and_has_no_delay_of_its_own() -> None:
    """No greeting, whisper or wrap-up for the comparison; both for the other number; no sound must be made."""
    document = source.parse(instance.configuration(3).encode(), "bench.yaml").document
    pool = to_pool(document, lambda _: Prompt("never"))
    plain, spoken = (pool.flows[pool.entries[Number(n)].flow_id] for n in (instance.PLAIN, instance.SPOKEN))
    assert [type(step) for step in plain.steps] == [AnswerStep, QueueStep] and plain.whisper == ()
    assert [type(step) for step in spoken.steps] == [AnswerStep, PlayStep, QueueStep]
    assert spoken.whisper == (Prompt(instance.SOUND),)
    recorded = pool.entries[Number(instance.RECORDED)]
    assert pool.flows[recorded.flow_id].steps == plain.steps and pool.flows[recorded.flow_id].whisper == ()
    assert [tenant.id for tenant in pool.tenants.values() if tenant.recording] == [recorded.tenant_id]
    assert len(pool.agents) == 3 and {queue.wrapup_s for queue in pool.queues.values()} == {0.0}
    assert instance.TRUNK in {trunk.endpoint for trunk in to_accounts(document).trunks}


def test_the_rival_is_an_extension_of_the_callers_context() -> None:
    """It is added to what is there, and leads into the queue that has our agents."""
    assert "[from-trunk](+)" in instance.DIALPLAN
    assert f"exten => {instance.APP_QUEUE},1,Answer()" in instance.DIALPLAN
    assert "Queue(safety-net)" in instance.DIALPLAN
