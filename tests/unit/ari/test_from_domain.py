"""What each command asks of Asterisk, word for word."""

from dataclasses import replace
from typing import get_args

import pytest

from acd.ari.from_domain import PICK_UP, from_domain, made_by, undo
from acd.ari.memo import variables
from acd.ari.requests import Request
from acd.clock import Clock, UtcScale
from acd.domain.agents import AgentId, Endpoint
from acd.domain.calls import BridgeId, CallerId, CallId, HangUpReason, LegId, PlaybackId
from acd.domain.commands import (
    Answer,
    CallCommand,
    CloseBridge,
    Command,
    Connect,
    HangUp,
    ListenIn,
    Play,
    Refusal,
    RingAgent,
    RingOutside,
    RingSupervisor,
    SendToSafetyNet,
    StartWaiting,
    StopListening,
    StopPlayback,
    TakeMessageFrom,
)
from acd.domain.errors import CommandRejected
from acd.domain.flows import Prompt
from acd.domain.memo import CallMemo
from acd.domain.outside import outside_endpoint
from acd.domain.tenants import TenantId

SCALE = UtcScale(Clock())
C, A, OUT = LegId("c1"), LegId("c1-a1"), LegId("c1-o1")
S, EAR = LegId("supervisor~-1"), LegId("supervisor~-1-ear")
ANN = CallerId("+49301", "Ann")


def ring(caller: CallerId = ANN, timeout_s: float = 19.2) -> RingAgent:
    """An offer."""
    return RingAgent(A, CallId("c1"), C, AgentId("alice"), Endpoint("agent-alice"), caller, TenantId("t"), timeout_s)


def play(*prompts: str) -> Play:
    """Sounds."""
    return Play(C, PlaybackId("p1"), tuple(Prompt(prompt) for prompt in prompts))


def lines(*requests: Request) -> list[str]:
    """Method and address."""
    return [f"{request.method} {request.target}" for request in requests]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Answer(C), ["POST channels/c1/answer"]),
        (play("/p/a", "beep"), ["POST channels/c1/play/p1?media=sound%3A%2Fp%2Fa%2Csound%3Abeep"]),
        (StopPlayback(C, PlaybackId("p1")), ["DELETE playbacks/p1"]),
        (
            StartWaiting(C, BridgeId("h1"), "default"),
            ["POST bridges?type=holding&bridgeId=h1", "POST bridges/h1/addChannel?channel=c1&role=holding_participant"],
        ),
        (
            StartWaiting(C, BridgeId("h1"), "jazz & blues"),
            [
                "POST channels/c1/variable?variable=CHANNEL%28musicclass%29&value=jazz%20%26%20blues",
                "POST bridges?type=holding&bridgeId=h1",
                "POST bridges/h1/addChannel?channel=c1&role=holding_participant",
            ],
        ),
        (
            ring(),
            [
                "POST channels/create?endpoint=PJSIP%2Fagent-alice&app=acd-main&channelId=c1-a1",
                "POST channels/c1-a1/dial?timeout=22",
            ],
        ),
        (
            Connect(C, A, BridgeId("t1")),
            ["POST bridges?type=mixing&bridgeId=t1", "POST bridges/t1/addChannel?channel=c1%2Cc1-a1"],
        ),
        (
            StartWaiting(C, BridgeId("h1"), "default", called=True),
            [
                "POST bridges?type=holding&bridgeId=h1",
                "POST bridges/h1/addChannel?channel=c1&role=holding_participant",
                "POST channels/c1/moh?mohClass=default",
            ],
        ),
        (
            Connect(C, A, BridgeId("t1"), called=True),
            [
                "DELETE channels/c1/moh",
                "POST bridges?type=mixing&bridgeId=t1",
                "POST bridges/t1/addChannel?channel=c1%2Cc1-a1",
            ],
        ),
        (
            RingSupervisor(S, AgentId("sue"), Endpoint("agent-sue"), ANN, 30.0),
            [
                "POST channels/create?endpoint=PJSIP%2Fagent-sue&app=acd-main&channelId=supervisor~-1",
                "POST channels/supervisor~-1/dial?timeout=32",
            ],
        ),
        (
            RingOutside(OUT, Endpoint("+49895@trunk-main"), ANN, 19.2),
            [
                "POST channels/create?endpoint=PJSIP%2F%2B49895%40trunk-main&app=acd-main&channelId=c1-o1",
                "POST channels/c1-o1/variables",
                "POST channels/c1-o1/dial?timeout=22",
            ],
        ),
        (
            ListenIn(S, A, EAR, BridgeId("r1")),
            [
                "POST channels/c1-a1/snoop/supervisor~-1-ear?app=acd-main&spy=both&whisper=out",
                "POST bridges?type=mixing&bridgeId=r1",
                "POST bridges/r1/addChannel?channel=supervisor~-1-ear%2Csupervisor~-1",
            ],
        ),
        (StopListening(S, EAR, BridgeId("r1")), ["DELETE channels/supervisor~-1-ear", "DELETE bridges/r1"]),
        (HangUp(C), ["DELETE channels/c1?reason=normal"]),
        (HangUp(A, HangUpReason.ANSWERED_ELSEWHERE), ["DELETE channels/c1-a1?reason=answered_elsewhere"]),
        (HangUp(C, HangUpReason.UNALLOCATED_NUMBER), ["DELETE channels/c1?reason=unallocated"]),
        (HangUp(C, HangUpReason.BUSY), ["DELETE channels/c1?reason=busy"]),
        (HangUp(C, HangUpReason.NO_ANSWER), ["DELETE channels/c1?reason=no_answer"]),
        (CloseBridge(C, BridgeId("t1")), ["DELETE bridges/t1"]),
        (TakeMessageFrom(C), ["POST channels/c1/continue?context=safety-net&extension=message&priority=1"]),
        (TakeMessageFrom(C, full=True), ["POST channels/c1/continue?context=safety-net&extension=full&priority=1"]),
        (SendToSafetyNet(C), ["POST channels/c1/continue?context=safety-net&extension=s&priority=1"]),
    ],
)
def test_requests(command: Command, expected: list[str]) -> None:
    """In this order."""
    assert lines(*from_domain(command, "acd-main", SCALE)) == expected


def test_every_command_has_its_requests() -> None:
    """A command added to the vocabulary must be added here; recordings go another way."""
    from acd.ari.from_domain import _REQUESTS

    assert set(_REQUESTS) == set(get_args(CallCommand))


def test_the_phone_shows_the_caller() -> None:
    """As connected line before dialling; nothing is set when nothing is known."""
    create, dial = from_domain(ring(CallerId("+49301", 'A"\\n')), "acd-main", SCALE)
    assert create.body == {"variables": {"CONNECTEDLINE(all,i)": '"An" <+49301>'}}
    assert create.after_start_of is None
    assert dial.after_start_of == A
    assert from_domain(ring(CallerId()), "acd-main", SCALE)[0].body is None


@pytest.mark.parametrize(("timeout_s", "whole"), [(20.0, "22"), (0.1, "3"), (19.01, "22")])
def test_asterisk_rings_a_little_longer_than_the_engine(timeout_s: float, whole: str) -> None:
    """Whole seconds, rounded up, and two more: the engine is the one who decides."""
    assert from_domain(ring(timeout_s=timeout_s), "acd-main", SCALE)[1].query["timeout"] == whole


@pytest.mark.parametrize("prompts", [(), ("",), ("a,sound:b",)])
def test_nothing_to_play_is_refused(prompts: tuple[str, ...]) -> None:
    """No request, no event: the engine must hear of it another way."""
    with pytest.raises(CommandRejected) as caught:
        from_domain(play(*prompts), "acd-main", SCALE)
    assert caught.value.refusal is Refusal.REFUSED


def test_one_bad_name_does_not_silence_the_others() -> None:
    """A comma would smuggle a second medium in."""
    [request] = from_domain(play("a,number:1", "b"), "acd-main", SCALE)
    assert request.query["media"] == "sound:b"


def test_a_number_outside_is_kept_beside_its_channel_and_not_left_alone() -> None:
    """The name of the channel has the trunk alone; and Asterisk ends it by itself before long."""
    command = RingOutside(OUT, Endpoint("+49895@trunk-main"), CallerId("+4989500"), 19.2)
    create, keep, dial = from_domain(command, "acd-main", SCALE)
    assert create.body == {"variables": {"CONNECTEDLINE(all,i)": '"" <+4989500>', "TIMEOUT(absolute)": "32"}}
    assert keep.body == {"variables": {"ACD_ENDPOINT": {"value": "+49895@trunk-main", "report_events": True}}}
    assert (create.after_start_of, keep.after_start_of, dial.after_start_of) == (None, OUT, OUT)
    assert undo(command) == Request("DELETE", ("channels", OUT), gone_is_fine=True)


def test_a_failed_offer_leaves_no_channel() -> None:
    """Created and not dialled, it would stay for ever; everything else leaves nothing that matters."""
    assert undo(Answer(C)) is None
    request = undo(ring())
    assert request is not None
    assert lines(request) == ["DELETE channels/c1-a1"]
    assert request.gone_is_fine


def test_a_supervisor_is_shown_who_asks_and_leaves_no_channel_either() -> None:
    """The phone's leg, and the ear, which can be joined when it has begun; the phone of who asks is not touched."""
    ring_sue = RingSupervisor(S, AgentId("sue"), Endpoint("agent-sue"), CallerId("7001", "Alice"), 30.0)
    create, dial = from_domain(ring_sue, "acd-main", SCALE)
    assert create.body == {"variables": {"CONNECTEDLINE(all,i)": '"Alice" <7001>'}}
    listen = ListenIn(S, A, EAR, BridgeId("r1"))
    assert [request.after_start_of for request in (dial, *from_domain(listen, "acd-main", SCALE))] == [
        *(S, None, None),
        EAR,
    ]
    assert [made_by(command) for command in (ring_sue, listen, ring(), Answer(C))] == [S, EAR, A, None]
    assert [lines(request) for request in (undo(ring_sue), undo(listen)) if request] == [
        ["DELETE channels/supervisor~-1"],
        ["DELETE channels/supervisor~-1-ear"],
    ]


def test_removing_what_is_gone_is_no_error() -> None:
    """Bridges and playbacks; a leg that is gone is told."""
    for command in (CloseBridge(C, BridgeId("t1")), StopPlayback(C, PlaybackId("p1"))):
        assert from_domain(command, "acd-main", SCALE)[0].gone_is_fine
    assert not from_domain(HangUp(C), "acd-main", SCALE)[0].gone_is_fine


def test_a_memo_is_kept_beside_what_is_made() -> None:
    """With the bridge in one request; beside the channel before anything is played, as it would wait for the end."""
    memo = CallMemo(TenantId("acme"), 5.0)
    kept = variables(memo, SCALE)
    before, playing = from_domain(replace(play("a"), memo=memo), "acd-main", SCALE)
    assert (lines(before), before.body) == (["POST channels/c1/variables"], {"variables": kept})
    assert playing.body is None
    for command in (StartWaiting(C, BridgeId("h"), "jazz", memo), Connect(C, A, BridgeId("t"), memo)):
        bodies = {request.parts: request.body for request in from_domain(command, "acd-main", SCALE)}
        assert bodies.pop(("bridges",)) == kept
        assert set(bodies.values()) == {None}


def test_a_phone_is_asked_to_pick_up_by_itself() -> None:
    """With the caller, or without."""
    for caller, shown in ((ANN, {"CONNECTEDLINE(all,i)": '"Ann" <+49301>'}), (CallerId(), {})):
        create, _ = from_domain(replace(ring(caller), auto_answer=True), "acd-main", SCALE)
        assert create.body == {"variables": {**shown, **PICK_UP}}


def test_a_number_outside_is_kept_beside_the_channel() -> None:
    """Before anybody can answer; the name of the channel holds the trunk alone."""
    outside = outside_endpoint("+15550123", Endpoint("trunk-a"))
    create, keep, dial = from_domain(replace(ring(), endpoint=outside), "acd-main", SCALE)
    assert create.query["endpoint"] == "PJSIP/+15550123@trunk-a"
    assert lines(keep) == ["POST channels/c1-a1/variables"] and keep.after_start_of == dial.after_start_of == A
    assert keep.body == {"variables": {"ACD_ENDPOINT": {"value": outside, "report_events": True}}}
