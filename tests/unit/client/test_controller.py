"""The client against the real API, and against everything that is not it."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from acd.client.controller import Controller
from acd.client.errors import (
    ConfigurationRefused,
    ControllerNotRunning,
    NoAnswer,
    NotFound,
    NotTheController,
    Refused,
    WrongToken,
)
from acd.client.shapes import Fault
from acd.configuration.mistakes import Mistake
from acd.domain.agents import AgentId, AssistanceEnd, Seat
from acd.domain.calls import CallerId
from acd.domain.events import (
    AssistanceEndRequested,
    AssistanceRequested,
    PauseRequested,
    ResumeRequested,
    SignInRequested,
    SignOutRequested,
    WrapupEndRequested,
)
from acd.domain.queues import QueueId
from acd.domain.requests import FrontRequested, MoveRequested, PriorityRequested
from acd.domain.tenants import TenantId
from acd.storage.queries import CallFilter
from acd.storage.voicemails import VoicemailFilter
from acd.web.gate import FAILURES
from tests.unit.client.live import served
from tests.unit.web.hostile import NAMES
from tests.unit.web.stage import ENDED, EXPLANATION, SOUND, TOKEN, VIEW, VOICEMAIL, WAITING_CALL, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def controller(stage: Stage) -> Iterator[Controller]:
    with served(stage.app()) as address:
        yield Controller(address, TOKEN)


def test_everything_at_one_moment(controller: Controller) -> None:
    """As the API gave it."""
    now = controller.status()
    assert now.pbx_connected
    assert [(queue.id, queue.waiting, queue.agents) for queue in now.queues] == [("support", 1, {"available": 1})]
    assert [agent.wish for agent in now.agents] == [None, "paused"]
    assert (now.at - now.calls[0].started_at).total_seconds() == 15.5
    assert (controller.queues(), controller.agents(), controller.live_calls()) == (now.queues, now.agents, now.calls)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_callers_arrive(stage: Stage, name: str) -> None:
    """Whatever a caller is called, the answer can be read."""
    stage.view = replace(VIEW, calls=(replace(WAITING_CALL, caller=CallerId(name, name)),))
    with served(stage.app()) as address:
        shown = Controller(address, TOKEN).live_calls()[0].caller.name
    assert shown == name[:128].replace("\ud800", "?")


def test_agents_requests(stage: Stage, controller: Controller) -> None:
    """Each method is one request; the answer is the agent as it is then."""
    assert controller.sign_in("alice").id == "alice"
    controller.sign_in("alice", "outside")
    assert controller.pause("alice", "lunch é").reason == "lunch é"
    controller.resume("alice")
    controller.end_wrapup("alice")
    controller.call_supervisor("alice")
    controller.acknowledge("alice")
    controller.sign_out("alice")
    alice = AgentId("alice")
    assert stage.requests == [
        SignInRequested(alice),
        SignInRequested(alice, seat=Seat.OUTSIDE),
        PauseRequested(alice, "lunch é"),
        ResumeRequested(alice),
        WrapupEndRequested(alice),
        AssistanceRequested(alice),
        AssistanceEndRequested(alice, AssistanceEnd.ACKNOWLEDGED),
        SignOutRequested(alice),
    ]


def test_requests_about_places(stage: Stage, controller: Controller) -> None:
    """Each method is one request; the answer is the call as it is then."""
    call_id = WAITING_CALL.call_id
    assert controller.move(call_id, "sales").queue == "support"
    assert controller.prioritise(call_id, -60).priority_s == -60
    controller.put_in_front(call_id)
    assert stage.requests == [
        MoveRequested(call_id, QueueId("sales")),
        PriorityRequested(call_id, -60),
        FrontRequested(call_id),
    ]
    with pytest.raises(NotFound, match=r"no call 9\.9"):
        controller.put_in_front("9.9")


def test_a_refusal_is_told(stage: Stage, controller: Controller) -> None:
    """In the controller's words."""
    stage.refusal = "Alice is not signed in."
    with pytest.raises(Refused, match="Alice is not signed in"):
        controller.resume("alice")


def test_an_unknown_agent(controller: Controller) -> None:
    """By name."""
    with pytest.raises(NotFound, match="no agent nobody"):
        controller.resume("nobody")


@pytest.mark.parametrize("agent_id", ["../../configuration", "a/b", "a?b=c", "a#b", "a b", "\u202e", ""])
def test_an_id_cannot_become_another_path(stage: Stage, controller: Controller, agent_id: str) -> None:
    """What a person types after `acd agent` reaches one route or none."""
    with pytest.raises((Refused, NotFound)):
        controller.resume(agent_id)
    assert (stage.requests, stage.applied) == ([], [])


def test_a_wrong_reason_is_named(controller: Controller) -> None:
    """With the field and what is wrong with it."""
    with pytest.raises(Refused, match=r"body\.reason: .*printable"):
        controller.pause("alice", "a\nb")


def test_ended_calls(stage: Stage, controller: Controller) -> None:
    """Filters go along, and the next page can be asked for."""
    stage.next_cursor = "2.1763719100.9"
    page = controller.ended_calls(limit=5, queue="support", tenant=None)
    assert ([call.id for call in page.items], page.next_cursor) == (["1763719100.9"], "2.1763719100.9")
    controller.ended_calls(cursor=page.next_cursor)
    assert stage.asked == [
        (CallFilter(queue_id=QueueId("support")), 5, None),
        (CallFilter(), 100, "2.1763719100.9"),
    ]


def test_one_call(controller: Controller) -> None:
    """With its parts."""
    call = controller.call("1763719100.9")
    assert (call.talk_s, [segment.kind for segment in call.segments]) == (80.001, ["talk"])
    assert [offer.result for offer in call.offers] == ["accepted"]


def test_the_configuration_there_and_back(stage: Stage, controller: Controller) -> None:
    """Read it, and apply it over the version that was read."""
    present = controller.configuration()
    assert (present.version, present.text) == ("7", "tenants: []\n")
    assert controller.apply(present.text, "a.yaml", dry_run=True, version=present.version).dry_run
    applied = controller.apply("é", "a b&c.yaml", version=present.version)
    assert (applied.version, applied.changes) == (8, ("+ queues.support: {}",))
    assert stage.applied == [("tenants: []\n", "a.yaml", True), ("é", "a b&c.yaml", False)]
    with pytest.raises(Refused, match="has changed since it was read"):
        controller.apply("x", "a.yaml", version=present.version)


def test_versions_and_the_way_back(stage: Stage, controller: Controller) -> None:
    """What was applied, and an undo of it, tried and done."""
    assert [(one.version, one.file, one.restores) for one in controller.versions(1)] == [(7, "acme.yaml", 5)]
    assert controller.undo(dry_run=True).changes == ("- queues.support: {}",)
    assert controller.undo(6).version == 8
    assert stage.undone == [(None, True), (6, False)]
    with pytest.raises(NotFound, match="no version 99"):
        controller.undo(99)


def test_messages_of_callers(stage: Stage, controller: Controller) -> None:
    """The list, the sound, and the mark."""
    (one,) = controller.voicemails("florist", unheard=True, limit=5).items
    assert (one.id, one.caller_number, one.duration_s) == (VOICEMAIL.voicemail_id, "+15550177", 4.5)
    assert stage.voicemails_asked == [(VoicemailFilter(TenantId("florist"), unheard=True), 5, None)]
    assert controller.voicemail_sound(one.id) == SOUND
    assert controller.mark_heard(one.id).heard_at is not None
    assert controller.mark_heard(one.id, heard=False).heard_at is None
    with pytest.raises(NotFound, match="There is no message"):
        controller.mark_heard("1.1-v1")


def test_mistakes_come_with_their_lines(stage: Stage, controller: Controller) -> None:
    """All of them."""
    stage.mistakes = (Mistake(3, "queues[0].id", "use small letters", "a.yaml"),)
    with pytest.raises(ConfigurationRefused) as refused:
        controller.apply("x", "a.yaml")
    assert refused.value.faults == (Fault("queues[0].id", "use small letters", 3),)


def test_a_wrong_token(controller: Controller) -> None:
    """Said with where the right one comes from; after many of them, with the time to wait."""
    stranger = Controller(controller.address, "wrong")
    for _ in range(FAILURES):
        with pytest.raises(WrongToken, match=r"does not accept this token.*master\.key"):
            stranger.status()
    with pytest.raises(Refused, match="Too many wrong tokens"):
        stranger.status()
    assert controller.status().pbx_connected


def test_nobody_listens() -> None:
    """Names the address and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ControllerNotRunning, match=rf"no controller answers at http://127\.0\.0\.1:{port}: .*make run"):
        Controller(f"http://127.0.0.1:{port}/", "x").status()


@contextlib.contextmanager
def stranger(answer: bytes | None) -> Iterator[str]:
    """Another program that answers these bytes to whatever is asked; None: never anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = threading.Event()

        def answer_one() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                if answer is None:
                    done.wait(5)
                else:
                    connection.sendall(answer)

        thread = threading.Thread(target=answer_one)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        done.set()
        thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 5\r\n\r\nsorry",
        b"HTTP/1.1 302 Found\r\nLocation: http://evil.invalid/\r\nContent-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
)
def test_something_else_listens(answer: bytes) -> None:
    """Said, instead of a stack trace; a redirect is not followed with the token."""
    with stranger(answer) as address, pytest.raises(NotTheController, match=r"is not this controller.*ACD_HTTP_PORT"):
        Controller(address, "x").status()


@pytest.mark.parametrize(("answer", "why"), [(b"", "closed"), (None, "in time")])
def test_nothing_comes_back(answer: bytes | None, why: str) -> None:
    """It may still do what was asked, so it is not called absent: nobody may apply a configuration beside it."""
    with stranger(answer) as address, pytest.raises(NoAnswer, match=f"does not answer .*{why}"):
        Controller(address, "x", timeout_s=0.2).status()


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch, controller: Controller) -> None:
    """The token goes to the controller and to nobody between."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert Controller(controller.address, TOKEN).status().pbx_connected


def test_words_of_something_else_cannot_move_the_cursor() -> None:
    """The refusal may come from anybody who has the port."""
    body = b'{"detail": "no\\u001b[2J\\u202e", "errors": []}'
    head = f"HTTP/1.1 409 Conflict\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with stranger(head + body) as address, pytest.raises(Refused) as refused:
        Controller(address, "x").status()
    assert str(refused.value) == "no\\x1b[2J\\u202e"


METHODS: tuple[Callable[[Controller], object], ...] = (
    Controller.status,
    Controller.queues,
    Controller.agents,
    Controller.live_calls,
    Controller.ended_calls,
    Controller.configuration,
    lambda controller: controller.call("1.1"),
    lambda controller: controller.sign_in("alice"),
    lambda controller: controller.apply("x", "x"),
)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_tells_that_nobody_is_there(method: Callable[[Controller], object]) -> None:
    """One kind of error for the terminal to catch."""
    with pytest.raises(ControllerNotRunning):
        method(Controller("http://127.0.0.1:9", "x"))


def test_an_explanation(controller: Controller, stage: Stage) -> None:
    """It comes as it was made, and says whether everybody was asked for."""
    assert controller.explain(ENDED.call_id) == EXPLANATION
    assert controller.explain(ENDED.call_id, everybody=True) == EXPLANATION
    assert stage.explained == [False, True]
    with pytest.raises(NotFound, match="acd status"):
        controller.explain("1.1")


def test_hours(controller: Controller, stage: Stage) -> None:
    """As they are, as somebody says, and as they are written again."""
    assert [one.tenant for one in controller.hours()] == ["acme", "florist"]
    (practice,) = controller.hours("acme")
    assert practice.next_change is not None and practice.next_change.state == "closed"
    said = controller.override_hours("acme", "practice", "closed", "2026-12-24T18:00", reason="Storm")
    assert said.override is not None and (said.state, said.override.reason) == ("closed", "Storm")
    assert controller.clear_hours("acme", "practice").override is None
    with pytest.raises(NotFound, match="has no hours night"):
        controller.clear_hours("acme", "night")
    assert len(stage.requests) == 2
