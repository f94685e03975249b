"""Which series the configuration foresees."""

from dataclasses import replace

from acd.domain.flows import FlowId
from acd.domain.pool import Pool
from acd.domain.queues import QueueId
from acd.domain.steps import PlayStep, QueueStep, in_a_row
from acd.domain.tenants import Entry, Number, TenantId
from acd.domain.voicemail_rules import VoicemailRules
from acd.metrics.definitions import VOICEMAILS_ENDED
from acd.metrics.lines import lines, message_lines, zeros
from acd.metrics.observe import Labelling

FLORIST, PLUMBER = TenantId("florist"), TenantId("plumber")


def pool() -> Pool:
    flow = in_a_row(FlowId("main"), (PlayStep(()), QueueStep(QueueId("support"))))
    entries = {
        Number(number): Entry(Number(number), tenant, FlowId(flow_id))
        for number, tenant, flow_id in (
            ("1", FLORIST, "main"),
            ("2", FLORIST, "main"),
            ("3", PLUMBER, "main"),
            ("4", PLUMBER, "missing"),
        )
    }
    return Pool(entries=entries, flows={flow.id: flow})


def test_lines_follow_from_entries_and_flows() -> None:
    """One for each tenant and queue, however many numbers lead there."""
    assert lines(pool()) == {(FLORIST, QueueId("support")), (PLUMBER, QueueId("support"))}


def test_messages_come_where_their_client_or_the_callers_line_says() -> None:
    """A series for each way in which one can end: the first that is given up is an increase too."""
    rules = {QueueId("support"): VoicemailRules(), QueueId("mail"): VoicemailRules()}
    house = replace(pool(), voicemails=rules, voicemail_queues={FLORIST: QueueId("mail")})
    assert message_lines(house) == {(FLORIST, QueueId("mail")), (PLUMBER, QueueId("support"))}
    ended = [labels for definition, labels in zeros(house, Labelling()) if definition is VOICEMAILS_ENDED]
    states = ("handled", "callback", "closed", "given_up", "full", "removed")
    assert set(ended) == {(*line, state) for line in message_lines(house) for state in states}
    assert len(ended) == 12 and message_lines(pool()) == set()


def test_what_operators_watch_is_foreseen() -> None:
    """Sounds that were not heard; arrived, offered, answered, in threshold, abandoned both ways: for each line."""
    names = [(definition.name, labels) for definition, labels in zeros(pool(), Labelling())]
    assert len(names) == len(set(names)) == 27
    assert ("acd_plays_failed_total", ("caller",)) in names
    assert ("acd_recording_missing_total", ("plumber", "no_space")) in names
    assert ("acd_voicemails_total", ("plumber",)) in names and ("acd_voicemails_total", ("none",)) in names
    assert all(len(labels) == len(definition.labels) for definition, labels in zeros(pool(), Labelling()))
    assert ("acd_calls_abandoned_total", ("plumber", "support", "true")) in names
