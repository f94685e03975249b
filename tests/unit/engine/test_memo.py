"""What the PBX is given to keep beside a call: all that a successor needs, whenever it is given."""

from dataclasses import replace
from typing import Any

from acd.domain.calls import BridgeId, PlaybackId
from acd.domain.commands import Connect, Play, StartWaiting
from acd.domain.events import LegAnswered, PlaybackEnded
from acd.domain.flows import FlowId, StepName
from acd.domain.memo import CallMemo
from acd.domain.progress import Phase, Progress
from acd.domain.queues import QueueId
from tests.playbooks import ACME, GREETING, Playbook, agent, at, office, opened, queue
from tests.unit.engine.scenes import ALICE, CALLER, LEG, greeted, ringing, waiting

SALES = QueueId("sales")
HOUSE = office(agent("alice"), queues=[queue(), queue("vip", head_start_s=60)], before=GREETING)


def in_line(position: int) -> Progress:
    """Return the progress of a call that its flow has put in line by this step."""
    return replace(at(position, Phase.ELSEWHERE, position + 1), line=StepName(str(position + 1)))


def memos(book: Playbook, kind: Any) -> list[CallMemo | None]:
    """Return what was kept with each command of a kind."""
    told: list[CallMemo | None] = []
    engine = type(book.run().engine)()
    for now, event in book.events():
        told += [command.memo for command in engine.handle(event, now).commands if isinstance(command, kind)]
    return told


def test_beside_a_sound_stands_the_step_that_it_is() -> None:
    """And what is played, so that it can be stopped."""
    assert memos(greeted(opened(HOUSE)), Play) == [
        CallMemo(ACME, 1000.0, at(1, Phase.SOUND, 2), PlaybackId("c1-p1"), flow_id=FlowId("sales-flow"))
    ]


def test_beside_a_room_stand_line_moment_and_order() -> None:
    """Of every caller their own: later callers of the same line have greater numbers."""
    book = greeted(opened(HOUSE, ())).after(4).on(PlaybackEnded(CALLER, PlaybackId("c1-p1")))
    book.asks(StartWaiting(CALLER, music="sales-music", room_id=BridgeId("c1-hold1")))
    pool = office(queues=[queue()])
    line = waiting(waiting(waiting(opened(pool)), "c2"), "c3")
    assert memos(book, StartWaiting) == [
        CallMemo(ACME, 1000.0, in_line(2), None, SALES, 1004.0, 1, ahead=0.0, flow_id=FlowId("sales-flow"))
    ]
    assert [memo and (memo.order, memo.progress, memo.agent_id) for memo in memos(line, StartWaiting)] == [
        (1, in_line(0), None),
        (2, in_line(0), None),
        (3, in_line(0), None),
    ]


def test_beside_a_conversation_stands_the_agent() -> None:
    """Whom the call is being connected to: phones may change hands."""
    book = ringing(opened(office(agent("alice")))).after(2).on(LegAnswered(LEG))
    book.asks(Connect(CALLER, LEG, BridgeId("c1-talk1")))
    assert memos(book, Connect) == [
        CallMemo(ACME, 1000.0, in_line(0), None, SALES, 1000.0, 1, ALICE, ahead=0.0, flow_id=FlowId("sales-flow"))
    ]
