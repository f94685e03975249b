"""Calls in their flow: steps, their ends, and flows that lead nowhere."""

from dataclasses import replace

import pytest

from acd.domain.calls import OutcomeClass, OutcomeReason, PlaybackId
from acd.domain.commands import Answer, HangUp, Play, SendToSafetyNet, StartWaiting
from acd.domain.events import LegAnswered, LegSeen, PbxConnected, PlaybackEnded, PoolApplied
from acd.domain.flows import FlowId, Prompt
from acd.domain.pool import Pool
from acd.domain.records import CallQueued
from acd.domain.steps import AnswerStep, HangUpStep, PlayStep, in_a_row
from tests.playbooks import GREETING, agent, arrives, made, office, opened, some
from tests.unit.engine.scenes import CALLER, ended, greeted


def closed() -> Pool:
    """Return a house whose flow says that nobody is there."""
    pool = office(agent("alice"))
    steps = (PlayStep((Prompt("closed"),)), HangUpStep())
    return replace(pool, flows={FlowId("sales-flow"): in_a_row(FlowId("sales-flow"), steps)})


def test_a_flow_may_end_the_call() -> None:
    """Played to its end, the flow hangs up; the call was taken and has left as foreseen."""
    playback = made("playback")
    book = opened(closed()).on(arrives()).asks(Play(CALLER, playback, (Prompt("closed"),)))
    book.after(4).on(PlaybackEnded(CALLER, playback)).asks(HangUp(CALLER))
    book.keeps(ended(OutcomeClass.EXITED, OutcomeReason.FLOW_ENDED, wait_ms=None)).run()


def test_each_step_waits_for_its_own_end_only() -> None:
    """An answer does not end a greeting, nor does the end of another sound."""
    book = greeted(opened(office(agent("alice"), before=GREETING), ()))
    book.on(LegAnswered(CALLER)).asks().on(PlaybackEnded(CALLER, PlaybackId("another"))).asks()
    book.on(PlaybackEnded(CALLER, PlaybackId("c1-p1"))).asks(some(StartWaiting))
    book.on(PlaybackEnded(CALLER, PlaybackId("c1-p1"))).asks().keeps(some(CallQueued)).run()


def test_a_sound_does_not_end_the_wait_for_an_answer() -> None:
    """The greeting is not begun before the caller is there."""
    book = opened(office(agent("alice"), before=GREETING)).on(arrives()).asks(Answer(CALLER))
    book.on(PlaybackEnded(CALLER, PlaybackId("c1-p0"))).asks().run()


def test_a_second_answer_step_is_passed_over() -> None:
    """The PBX tells of an answer once: a flow that answers twice does not wait for ever."""
    before = (AnswerStep(), *GREETING)
    greeted(opened(office(agent("alice"), before=before))).run()


def test_a_queue_that_was_removed_meanwhile_leads_to_the_safety_net() -> None:
    """The configuration changed while the caller heard the greeting."""
    pool = office(agent("alice"), before=GREETING)
    book = greeted(opened(pool)).on(PoolApplied(replace(pool, queues={}))).asks()
    book.on(PlaybackEnded(CALLER, PlaybackId("c1-p1"))).asks(SendToSafetyNet(CALLER))
    book.keeps(ended(OutcomeClass.FAILED, OutcomeReason.SAFETY_NET, queue_id=None)).run()


def test_a_call_finishes_with_the_flow_that_it_started_with() -> None:
    """A flow that was changed meanwhile counts for later calls."""
    pool = office(agent("alice"), before=GREETING)
    changed = replace(pool, flows=closed().flows)
    book = greeted(opened(pool, ())).on(PoolApplied(changed)).asks()
    book.on(PlaybackEnded(CALLER, PlaybackId("c1-p1"))).asks(some(StartWaiting)).run()


@pytest.mark.parametrize("told", [True, False])
def test_an_answer_that_was_missed_is_seen_when_the_pbx_is_asked(told: bool) -> None:
    """The leg is up: the flow goes on, and does not answer again, as nothing would come of it."""
    book = opened(office(agent("alice"), before=GREETING)).on(arrives()).asks(Answer(CALLER))
    seen = LegSeen(CALLER, is_caller=True, answered=told)
    book.on(PbxConnected((seen,))).asks(some(Play) if told else Answer(CALLER)).run()
