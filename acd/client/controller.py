"""One method per thing that can be asked of a running controller. It blocks: not for the controller itself."""

import http.client
from collections.abc import Mapping
from typing import Final, TypeVar
from urllib import error, parse, request

import msgspec

from acd.client.errors import (
    ClientError,
    ConfigurationRefused,
    ControllerNotRunning,
    NoAnswer,
    NotFound,
    NotTheController,
    Refused,
    WrongToken,
)
from acd.client.plain import plain
from acd.client.shapes import (
    Agent,
    Applied,
    Call,
    Callback,
    CallDetail,
    Configuration,
    OpeningHours,
    Page,
    Problem,
    Queue,
    Status,
    Trunk,
    Version,
    Voicemail,
)
from acd.explain.answer import Explanation

T = TypeVar("T")
EXPLAIN_WITHIN_S: Final = 30.0
"""A busy database, and the states of thousands of agents."""
SOUND_WITHIN_S: Final = 60.0
"""A store may be far away."""
MAX_ANSWER_BYTES: Final = 64 * 1024 * 1024
MAX_SENTENCE: Final = 2000
APPLY_WITHIN_S: Final = 300.0
"""Sounds of a new configuration may have to be made first."""


class _NoRedirect(request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nobody: the token would go along."""


class Controller:
    """A running controller, by its HTTP API. Every method raises ClientError."""

    def __init__(self, address: str, token: str, timeout_s: float = 5.0) -> None:
        """`address` is like http://127.0.0.1:8080."""
        self.address = address.rstrip("/")
        self._token = token
        self._timeout_s = timeout_s
        # without a proxy, whatever the environment says: the controller is near, and the token is for it alone
        self._opener = request.build_opener(request.ProxyHandler({}), _NoRedirect())

    def status(self) -> Status:
        """Return everything at one moment."""
        return self._decode(self._ask("GET", "status"), Status)

    def queues(self) -> tuple[Queue, ...]:
        """Return all queues."""
        return self._decode(self._ask("GET", "queues"), Page[Queue]).items

    def agents(self) -> tuple[Agent, ...]:
        """Return all agents."""
        return self._decode(self._ask("GET", "agents"), Page[Agent]).items

    def trunks(self) -> tuple[Trunk, ...]:
        """Return all trunks."""
        return self._decode(self._ask("GET", "trunks"), Page[Trunk]).items

    def live_calls(self) -> tuple[Call, ...]:
        """Return the calls in progress."""
        return self._decode(self._ask("GET", "calls"), Page[Call]).items

    def ended_calls(self, limit: int = 100, cursor: str | None = None, **filters: str | None) -> Page[Call]:
        """Return a page of calls that are over, the newest first.

        `filters` are tenant, queue, agent, since and until (ISO 8601 with offset; of the start).
        """
        wanted = {"state": "ended", "limit": str(limit), "cursor": cursor, **filters}
        return self._decode(self._ask("GET", "calls", wanted), Page[Call])

    def call(self, call_id: str) -> CallDetail:
        """Return one call."""
        return self._decode(self._ask("GET", f"calls/{_quoted(call_id)}"), CallDetail)

    def move(self, call_id: str, queue_id: str) -> Call:
        """Let a call that waits wait in another queue's line."""
        return self._call(call_id, "move", msgspec.json.encode({"queue": queue_id}))

    def prioritise(self, call_id: str, seconds: float) -> Call:
        """Let a call that waits count as if it had come so much earlier; less than 0: later."""
        return self._call(call_id, "priority", msgspec.json.encode({"seconds": seconds}))

    def put_in_front(self, call_id: str) -> Call:
        """Let a call go before everybody who waits now."""
        return self._call(call_id, "front")

    def explain(self, call_id: str, *, everybody: bool = False) -> Explanation:
        """Return why a call went to whom it went, or why it waits; with `everybody` no list is cut."""
        wanted = {"all": "true" if everybody else "false"}
        answer = self._ask("GET", f"calls/{_quoted(call_id)}/explanation", wanted, within_s=EXPLAIN_WITHIN_S)
        return self._decode(answer, Explanation)

    def sign_in(self, agent_id: str, at: str | None = None) -> Agent:
        """Let an agent start work: at their `own` phone, `outside`, or where they are."""
        return self._agent(agent_id, "sign-in", b"" if at is None else msgspec.json.encode({"at": at}))

    def sign_out(self, agent_id: str) -> Agent:
        """Let an agent end work; during a call it is granted when the call is over."""
        return self._agent(agent_id, "sign-out")

    def pause(self, agent_id: str, reason: str) -> Agent:
        """Let an agent pause; during a call it is granted when the call is over."""
        return self._agent(agent_id, "pause", msgspec.json.encode({"reason": reason}))

    def resume(self, agent_id: str) -> Agent:
        """Let an agent come back from a pause."""
        return self._agent(agent_id, "resume")

    def end_wrapup(self, agent_id: str) -> Agent:
        """Let an agent be ready before the wrap-up is over."""
        return self._agent(agent_id, "ready")

    def call_supervisor(self, agent_id: str) -> Agent:
        """Show that an agent needs a supervisor."""
        return self._agent(agent_id, "assistance")

    def acknowledge(self, agent_id: str) -> Agent:
        """Say that a supervisor takes care of an agent who called for one."""
        return self._agent(agent_id, "assistance/acknowledge")

    def configuration(self) -> Configuration:
        """Return the configuration in force, as it was applied."""
        answer = self._ask("GET", "configuration")
        return Configuration(version=answer.headers.get("ETag", "").strip('"'), text=answer.body.decode())

    def apply(self, text: str, name: str, *, dry_run: bool = False, version: str | None = None) -> Applied:
        """Apply YAML text; `name` is the file's name. With `version`, only over that version.

        Raises ConfigurationRefused with every fault that was found.
        """
        headers = {"Content-Type": "application/yaml"} | ({"If-Match": f'"{version}"'} if version else {})
        wanted = {"name": name, "dry_run": "true" if dry_run else "false"}
        answer = self._ask("PUT", "configuration", wanted, text.encode(), headers, within_s=APPLY_WITHIN_S)
        return self._decode(answer, Applied)

    def versions(self, limit: int = 50) -> tuple[Version, ...]:
        """Return what was applied, the newest first: that one is in force."""
        return self._decode(self._ask("GET", "configuration/versions", {"limit": str(limit)}), Page[Version]).items

    def undo(self, version: int | None = None, *, dry_run: bool = False) -> Applied:
        """Put an earlier version in force again; without a number the one before the one in force."""
        body = msgspec.json.encode({"version": version})
        headers = {"Content-Type": "application/json"}
        wanted = {"dry_run": "true" if dry_run else "false"}
        answer = self._ask("POST", "configuration/undo", wanted, body, headers, within_s=APPLY_WITHIN_S)
        return self._decode(answer, Applied)

    def voicemails(
        self, tenant: str | None = None, *, unheard: bool = False, limit: int = 100, cursor: str | None = None
    ) -> Page[Voicemail]:
        """Return a page of messages that callers left, the newest first."""
        wanted = {"tenant": tenant, "unheard": str(unheard).lower(), "limit": str(limit), "cursor": cursor}
        return self._decode(self._ask("GET", "voicemails", wanted), Page[Voicemail])

    def voicemail_sound(self, voicemail_id: str) -> bytes:
        """Return the WAV of a message."""
        return self._ask("GET", f"voicemails/{_quoted(voicemail_id)}", within_s=SOUND_WITHIN_S).body

    def mark_heard(self, voicemail_id: str, *, heard: bool = True) -> Voicemail:
        """Note that a message needs no more attention, or that it does."""
        mark = "heard" if heard else "unheard"
        return self._decode(self._ask("POST", f"voicemails/{_quoted(voicemail_id)}/{mark}"), Voicemail)

    def callbacks(self) -> tuple[Callback, ...]:
        """Return the callbacks that are open."""
        return self._decode(self._ask("GET", "callbacks"), Page[Callback]).items

    def add_callback(self, tenant: str, queue: str, number: str) -> Callback:
        """Let a customer be called when an agent is there."""
        body = msgspec.json.encode({"tenant": tenant, "queue": queue, "number": number})
        headers = {"Content-Type": "application/json"}
        return self._decode(self._ask("POST", "callbacks", {}, body, headers), Callback)

    def cancel_callback(self, callback_id: str) -> None:
        """Take a callback back."""
        self._ask("DELETE", f"callbacks/{_quoted(callback_id)}")

    def call_back_instead(self, call_id: str) -> Callback:
        """End a call in line; the caller is called back at the same place."""
        return self._decode(self._ask("POST", f"calls/{_quoted(call_id)}/callback"), Callback)

    def hours(self, tenant: str | None = None) -> tuple[OpeningHours, ...]:
        """Return opening hours, of a tenant or of all."""
        path = "hours" if tenant is None else f"tenants/{_quoted(tenant)}/hours"
        return self._decode(self._ask("GET", path), Page[OpeningHours]).items

    def override_hours(
        self, tenant: str, name: str, state: str, until: str | None = None, for_s: float | None = None, reason: str = ""
    ) -> OpeningHours:
        """Say what hours are; `until` is ISO 8601, by the clock of the tenant unless it has an offset."""
        body = msgspec.json.encode({"state": state, "until": until, "for_s": for_s, "reason": reason})
        headers = {"Content-Type": "application/json"}
        path = f"tenants/{_quoted(tenant)}/hours/{_quoted(name)}/override"
        return self._decode(self._ask("PUT", path, {}, body, headers), OpeningHours)

    def clear_hours(self, tenant: str, name: str) -> OpeningHours:
        """Let hours be as they are written again."""
        path = f"tenants/{_quoted(tenant)}/hours/{_quoted(name)}/override"
        return self._decode(self._ask("DELETE", path), OpeningHours)

    def _agent(self, agent_id: str, action: str, body: bytes = b"") -> Agent:
        headers = {"Content-Type": "application/json"} if body else {}
        return self._decode(self._ask("POST", f"agents/{_quoted(agent_id)}/{action}", {}, body, headers), Agent)

    def _call(self, call_id: str, action: str, body: bytes = b"") -> Call:
        headers = {"Content-Type": "application/json"} if body else {}
        return self._decode(self._ask("POST", f"calls/{_quoted(call_id)}/{action}", {}, body, headers), Call)

    def _ask(
        self,
        method: str,
        path: str,
        wanted: Mapping[str, str | None] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        within_s: float | None = None,
    ) -> "_Answer":
        given = {key: value for key, value in (wanted or {}).items() if value is not None}
        url = f"{self.address}/api/v1/{path}" + (f"?{parse.urlencode(given)}" if given else "")
        asked = request.Request(url, body, {"Authorization": f"Bearer {self._token}", **(headers or {})}, method=method)
        try:
            with self._opener.open(asked, timeout=within_s or self._timeout_s) as response:
                return _Answer(response.read(MAX_ANSWER_BYTES), response.headers)
        except error.HTTPError as refusal:
            with refusal:
                raise self._refusal(refusal.code, refusal.read(MAX_ANSWER_BYTES)) from None
        except OSError as broken:
            raise self._silence(getattr(broken, "reason", broken)) from broken
        except http.client.HTTPException as strange:
            raise NotTheController(self.address, type(strange).__name__) from strange

    def _silence(self, reason: object) -> ClientError:
        # only this proves that nobody is there; who listens and is slow may still do what was asked
        if isinstance(reason, ConnectionRefusedError):
            return ControllerNotRunning(self.address)
        return NoAnswer(self.address, "in time" if isinstance(reason, TimeoutError) else plain(str(reason), 200))

    def _refusal(self, status: int, body: bytes) -> ClientError:
        if status == 401:
            return WrongToken(self.address)
        try:
            problem = msgspec.json.decode(body, type=Problem)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return NotTheController(self.address, f"HTTP status {status}")
        if problem.type == "urn:acd:problem:invalid-configuration":
            return ConfigurationRefused(problem.errors)
        faults = "".join(f"; {fault.field}: {fault.message}" for fault in problem.errors)
        # who knows what listens there: its words go to a terminal
        return (NotFound if status == 404 else Refused)(plain(problem.detail + faults, MAX_SENTENCE))

    def _decode(self, answer: "_Answer", kind: type[T]) -> T:
        try:
            return msgspec.json.decode(answer.body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            raise NotTheController(self.address, str(fault)) from fault


class _Answer(msgspec.Struct, frozen=True):
    body: bytes
    headers: Mapping[str, str]


def _quoted(text: str) -> str:
    return parse.quote(text, safe="")
