"""A controller made of plain data for the API to talk to, and a client that has the token."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.testclient import TestClient

from acd.clock import Clock
from acd.configuration.mistakes import ConfigurationError, Mistake
from acd.domain.agents import AgentId, AgentState, Endpoint, Reach
from acd.domain.callbacks import CallbackId, CallbackState
from acd.domain.calls import CallerId, CallId, CallState, LegId
from acd.domain.errors import UnknownAgent, UnknownCall
from acd.domain.events import AgentRequest, CallRequest, PauseRequested
from acd.domain.hours import HoursId, HoursView, Opening, Override, Period
from acd.domain.hours_events import HoursOverrideEnded, HoursOverrideRequested, HoursRequest
from acd.domain.queues import QueueId
from acd.domain.recordings import RecordingId
from acd.domain.refusals import CALLBACK_OVER, VOICEMAIL_OVER
from acd.domain.requests import CallbackAdded, CallbackCancelled, CallbackRequest, CallbackRequested
from acd.domain.tenants import Number, TenantId
from acd.domain.view import AgentView, CallbackView, CallView, LiveView, QueueView, TrunkView
from acd.domain.voicemail_events import VoicemailClosed
from acd.domain.voicemails import VoicemailId
from acd.explain.answer import Explanation, Group, OfferReason, Person, Wait
from acd.ports import RecordingStore
from acd.recordings.memory import MemoryStore
from acd.storage.errors import CursorInvalid, UnknownVersion
from acd.storage.queries import CallDetail, CallFilter, CallPage
from acd.storage.settings import Version
from acd.storage.stored import (
    StoredCall,
    StoredLegQuality,
    StoredMove,
    StoredOffer,
    StoredRecording,
    StoredRecordingMark,
    StoredSegment,
    StoredVoicemail,
)
from acd.storage.voicemails import VoicemailFilter, VoicemailPage
from acd.web.api import build
from acd.web.sources import Applied, Configuration, Versions, Voicemails

HOURS = (
    HoursView(
        HoursId("acme/practice"),
        TenantId("acme"),
        "practice",
        "Europe/Berlin",
        Period(0.0, Opening.OPEN, "regular hours"),
        Period(1_795_282_200.0, Opening.CLOSED, "outside the regular hours"),
        None,
    ),
    HoursView(
        HoursId("florist/shop"),
        TenantId("florist"),
        "shop",
        "UTC",
        Period(0.0, Opening.HOLIDAY, "Christmas Day"),
        None,
        None,
    ),
)
TOKEN = "the-right-token"
NOON = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
NOON_MS = round(NOON.timestamp() * 1000)


class StoppedClock(Clock):
    """Noon, until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        """Return the seconds that a test has let pass."""
        return self.seconds

    def utc(self) -> datetime:
        """Return noon."""
        return NOON


ALICE = AgentView(
    AgentId("alice"),
    "Alice",
    AgentState.AVAILABLE,
    None,
    None,
    90.0,
    None,
    Endpoint("phone-1"),
    assistance_s=30.0,
    supervisors_rung=(AgentId("sue"),),
    helped_by=(AgentId("tom"),),
    reach=Reach.REACHABLE,
)
BOB = AgentView(
    AgentId("bob"),
    "Bob",
    AgentState.TALKING,
    None,
    AgentState.PAUSED,
    65.25,
    CallId("1763719200.17"),
    Endpoint("agent-bob"),
    rung_for=AgentId("alice"),
    helps=AgentId("carol"),
)
WAITING_CALL = CallView(
    call_id=CallId("1763719200.18"),
    state=CallState.WAITING,
    tenant_id=TenantId("florist"),
    number=Number("+15550100"),
    caller=CallerId("+15550123", "Carol"),
    queue_id=QueueId("support"),
    agent_id=None,
    age_s=15.5,
    wait_s=12.3456,
    position=1,
    asked_ahead_s=-60.0,
    put_back_s=30.0004,
    expected_wait_s=44.4444,
)
VIEW = LiveView(
    pbx_connected=True,
    draining=False,
    queues=(QueueView(QueueId("support"), 1, 12.3456, {AgentState.AVAILABLE: 1, AgentState.PAUSED: 0}, 56.7891),),
    agents=(ALICE, BOB),
    calls=(WAITING_CALL,),
    trunks=(
        TrunkView(Endpoint("trunk-carrier"), Reach.REACHABLE, False, "Rejected"),
        TrunkView(Endpoint("trunk-plain")),
    ),
    callbacks=(
        CallbackView(
            *(CallbackId("1763719000.1-cb"), TenantId("acme"), QueueId("support"), "+4930999", CallId("1763719000.1")),
            *(CallbackState.TRYING, 60.0, 840.0, 2, None),
        ),
    ),
)


def callback(name: str, number: str = "+4930123") -> CallbackView:
    """A callback that was asked for a minute ago."""
    state, queue_id = CallbackState.WAITING, QueueId("support")
    return CallbackView(CallbackId(name), TenantId("acme"), queue_id, number, None, state, 60.0, 840.0, 1, 30.0)


ENDED = StoredCall(
    call_id=CallId("1763719100.9"),
    tenant_id=TenantId("florist"),
    number=Number("+15550100"),
    caller_number="+15550199",
    caller_name="Dave",
    started_at_ms=NOON_MS - 100_000,
    queued_at_ms=NOON_MS - 99_000,
    connected_at_ms=NOON_MS - 90_000,
    ended_at_ms=NOON_MS - 10_000,
    queue_id=QueueId("support"),
    agent_id=AgentId("bob"),
    outcome_class="answered",
    outcome_reason="caller_hung_up",
    wait_ms=9_000,
    talk_ms=80_001,
    in_threshold=True,
)
SOUND = b"RIFF" + bytes(100_000)
RECORDING = StoredRecording(
    recording_id=RecordingId("1763719100.9-r1"),
    call_id=ENDED.call_id,
    seq=1,
    tenant_id=TenantId("florist"),
    queue_id=QueueId("support"),
    agent_id=AgentId("bob"),
    started_at_ms=NOON_MS - 90_000,
    ended_at_ms=NOON_MS - 10_000,
    outcome="kept",
    file="florist/2026/11/21/1763719100.9-r1.wav",
    size_bytes=len(SOUND),
    sound_ms=79_900,
)


def leg(leg_id: str, offer_seq: int | None, to_mos: float | None) -> StoredLegQuality:
    """How the sound of a leg was; without `to_mos` the phone told nothing."""
    return StoredLegQuality(
        call_id=ENDED.call_id,
        leg_id=LegId(leg_id),
        offer_seq=offer_seq,
        at_ms=NOON_MS - 10_000,
        from_packets=431,
        from_lost=3,
        from_jitter_s=0.00025,
        from_mos=4.404,
        to_packets=390,
        to_lost=7,
        to_jitter_s=0.002,
        to_mos=to_mos,
        rtt_s=0.0415,
    )


DETAIL = CallDetail(
    ENDED,
    (
        StoredSegment(
            call_id=ENDED.call_id,
            seq=1,
            kind="talk",
            tenant_id=TenantId("florist"),
            queue_id=QueueId("support"),
            agent_id=AgentId("bob"),
            started_at_ms=NOON_MS - 90_000,
            duration_ms=80_001,
        ),
    ),
    (
        StoredOffer(
            call_id=ENDED.call_id,
            seq=1,
            tenant_id=TenantId("florist"),
            queue_id=QueueId("support"),
            agent_id=AgentId("bob"),
            result="accepted",
            started_at_ms=NOON_MS - 93_000,
            duration_ms=3_000,
        ),
    ),
    (RECORDING,),
    (StoredRecordingMark(recording_id=RECORDING.recording_id, seq=1, kind="paused", at_ms=NOON_MS - 80_500),),
    (leg("1763719100.9", None, None), leg("1763719100.9-a1", 1, 4.06), leg("1763719100.9-a9", 9, None)),
    (
        StoredMove(
            call_id=ENDED.call_id,
            seq=1,
            tenant_id=TenantId("florist"),
            from_queue_id=QueueId("sales"),
            queue_id=QueueId("support"),
            at_ms=NOON_MS - 95_000,
            reason="requested",
        ),
    ),
)
EXPLANATION = Explanation(
    call=ENDED.call_id,
    tenant="florist",
    queue="support",
    state="ended",
    sentences=("It came.",),
    offers=(
        OfferReason(
            number=1,
            agent="bob",
            name="Bob",
            at=NOON,
            ended_at=None,
            result=None,
            stage="ordinary",
            choice="longest_idle",
            asks="german 3",
            idle=1,
            runner_up=None,
            sentences=("Bob was the only one.",),
            others=(Group("paused", "paused", 3, (Person("alice", "Alice", "lunch, for 5.0 s"),)),),
        ),
    ),
    served_first=("Somebody else.",),
    wait=Wait(NOON, "german 3", 2, ("Nobody is idle.",), ()),
    notes=("A note.",),
)
VOICEMAIL = StoredVoicemail(
    voicemail_id=VoicemailId("1763719300.5-v1"),
    call_id=CallId("1763719300.5"),
    tenant_id=TenantId("florist"),
    number=Number("+15550100"),
    caller_number="+15550177",
    left_at_ms=NOON_MS - 10_000,
    sound_ms=4500,
    size_bytes=len(SOUND),
    file="florist/2026/11/21/1763719300.5-v1.wav",
    heard_at_ms=None,
)
OPEN = replace(ENDED, call_id=CallId("1763719101.1"), ended_at_ms=None, outcome_class=None, outcome_reason=None)


@dataclass
class Stage:
    """What the callables answer; tests change it, and read what was asked."""

    view: LiveView = VIEW
    refusal: str | None = None
    requests: list[AgentRequest | CallRequest | CallbackRequest | HoursRequest | VoicemailClosed] = field(
        default_factory=list
    )
    recording: StoredRecording | None = RECORDING
    store: RecordingStore = field(
        default_factory=lambda: MemoryStore({RECORDING.file or "": SOUND, VOICEMAIL.file: SOUND})
    )
    voicemails_asked: list[tuple[VoicemailFilter, int, str | None]] = field(default_factory=list)
    heard: list[int | None] = field(default_factory=list)
    stored: tuple[StoredCall, ...] = (ENDED,)
    next_cursor: str | None = None
    asked: list[tuple[CallFilter, int, str | None]] = field(default_factory=list)
    explained: list[bool] = field(default_factory=list)
    broken: Exception | None = None
    """Raised by everything that reads storage or the view."""
    configuration: Configuration | None = field(default_factory=lambda: Configuration(7, "tenants: []\n"))
    applied: list[tuple[str, str, bool]] = field(default_factory=list)
    versions: tuple[Version, ...] = (
        Version(7, NOON_MS, "sum", "acme.yaml", 2, 5),
        Version(6, NOON_MS - 1500, "other"),
    )
    settlements: list[tuple[CallId, int]] = field(default_factory=list)
    undone: list[tuple[int | None, bool]] = field(default_factory=list)
    mistakes: tuple[Mistake, ...] = ()
    hours: tuple[HoursView, ...] = HOURS
    problems: dict[str, str] = field(default_factory=dict)
    clock: StoppedClock = field(default_factory=StoppedClock)

    def live(self) -> LiveView:
        """Return the view."""
        self._break()
        return self.view

    def hours_of(self, tenant_id: TenantId | None) -> list[HoursView]:
        """Return the hours, of a tenant or of all."""
        self._break()
        return [view for view in self.hours if tenant_id in (None, view.tenant_id)]

    def request(
        self, asked: AgentRequest | CallRequest | CallbackRequest | HoursRequest | VoicemailClosed
    ) -> str | None:
        """Refuse or grant; a pause, a callback and hours show themselves in the view."""
        self.requests.append(asked)
        if isinstance(asked, HoursOverrideRequested | HoursOverrideEnded | VoicemailClosed):
            return VOICEMAIL_OVER if isinstance(asked, VoicemailClosed) else self._say(asked)
        if isinstance(asked, CallRequest | CallbackRequested):
            if asked.call_id not in {call.call_id for call in self.view.calls}:
                raise UnknownCall
            if isinstance(asked, CallbackRequested) and self.refusal is None:
                self._show(callback(f"{asked.call_id}-cb"))
            return self.refusal
        if isinstance(asked, CallbackAdded):
            if self.refusal is None:
                self._show(callback(asked.callback_id, asked.number))
            return self.refusal
        if isinstance(asked, CallbackCancelled):
            known = {one.callback_id for one in self.view.callbacks}
            return self.refusal if asked.callback_id in known else CALLBACK_OVER
        if asked.agent_id not in {agent.agent_id for agent in self.view.agents}:
            raise UnknownAgent
        if self.refusal is None and isinstance(asked, PauseRequested):
            agents = tuple(
                replace(agent, state=AgentState.PAUSED, reason=asked.reason, in_state_s=0.0)
                if agent.agent_id == asked.agent_id
                else agent
                for agent in self.view.agents
            )
            self.view = replace(self.view, agents=agents)
        return self.refusal

    def _say(self, asked: HoursRequest) -> str | None:
        if self.refusal is None:
            self.hours = tuple(_said(view, asked) if view.id == asked.hours_id else view for view in self.hours)
        return self.refusal

    def _show(self, made: CallbackView) -> None:
        self.view = replace(self.view, callbacks=(*self.view.callbacks, made))

    async def history(self, only: CallFilter, limit: int, cursor: str | None) -> CallPage:
        """Return the stored calls, whatever the filter."""
        self._break()
        self.asked.append((only, limit, cursor))
        if cursor == "nonsense":
            raise CursorInvalid
        return CallPage(self.stored, self.next_cursor)

    async def stored_call(self, call_id: CallId) -> CallDetail | None:
        """Return the one call that is stored."""
        if self.broken:
            raise self.broken
        return DETAIL if call_id == ENDED.call_id else None

    async def explain(self, call_id: CallId, everybody: bool) -> Explanation | None:
        """Return the one explanation, and note whether everything was asked for."""
        self._break()
        self.explained.append(everybody)
        return EXPLANATION if call_id == ENDED.call_id else None

    async def stored_recording(self, recording_id: RecordingId) -> StoredRecording | None:
        """Return the one recording that is stored."""
        if self.broken:
            raise self.broken
        return self.recording if recording_id == RECORDING.recording_id else None

    async def voicemail_page(self, only: VoicemailFilter, limit: int, cursor: str | None) -> VoicemailPage:
        """Return the one message that is stored, whatever the filter."""
        self._break()
        self.voicemails_asked.append((only, limit, cursor))
        if cursor == "nonsense":
            raise CursorInvalid
        return VoicemailPage((VOICEMAIL,), self.next_cursor)

    async def voicemail(self, voicemail_id: VoicemailId) -> StoredVoicemail | None:
        """Return the one message that is stored."""
        self._break()
        return VOICEMAIL if voicemail_id == VOICEMAIL.voicemail_id else None

    async def mark_heard(self, voicemail_id: VoicemailId, at_ms: int | None) -> StoredVoicemail | None:
        """Note what was marked."""
        self._break()
        if voicemail_id != VOICEMAIL.voicemail_id:
            return None
        self.heard.append(at_ms)
        return replace(VOICEMAIL, heard_at_ms=at_ms)

    async def read(self) -> Configuration | None:
        """Return the configuration."""
        return self.configuration

    async def apply(self, text: str, name: str, dry_run: bool) -> Applied:
        """Note what was applied."""
        if self.mistakes:
            raise ConfigurationError(self.mistakes)
        self.applied.append((text, name, dry_run))
        version = self.configuration.version if self.configuration else 0
        if not dry_run:
            version += 1
            self.configuration = Configuration(version, text)
        return Applied(version, ("+ queues.support: {}",))

    async def newest_versions(self, limit: int) -> tuple[Version, ...]:
        """Return what was applied."""
        self._break()
        return self.versions[:limit]

    async def version(self, number: int) -> tuple[Version, str] | None:
        """Return a version."""
        self._break()
        return next(((one, f"# {number}\n") for one in self.versions if one.version == number), None)

    async def undo(self, version: int | None, dry_run: bool) -> Applied:
        """Note what was undone."""
        if version == 99:
            raise UnknownVersion("there is no version 99")
        if self.broken:
            raise self.broken
        self.undone.append((version, dry_run))
        return Applied(7 if dry_run else 8, ("- queues.support: {}",))

    async def settled(self, call_id: CallId) -> None:
        """Note of which call the PBX was to have everything, and what had been asked for by then."""
        self.settlements.append((call_id, len(self.requests)))

    def ready(self) -> dict[str, str]:
        """Return what is wrong."""
        return self.problems

    def app(self, *, token: str = TOKEN, hosts: tuple[str, ...] = ()) -> FastAPI:
        """Build the application."""
        return build(
            live=self.live,
            request=self.request,
            hours=self.hours_of,
            settled=self.settled,
            history=self.history,
            stored_call=self.stored_call,
            explain=self.explain,
            stored_recording=self.stored_recording,
            recordings=self.store,
            voicemails=Voicemails(self.voicemail_page, self.voicemail, self.mark_heard),
            configuration=self.read,
            apply_configuration=self.apply,
            versions=Versions(self.newest_versions, self.version, self.undo),
            ready=self.ready,
            metrics_text=lambda: b"acd_calls 1.0\n",
            token=token,
            clock=self.clock,
            hosts=hosts,
        )

    def client(self, token: str | None = TOKEN, hosts: tuple[str, ...] = ()) -> TestClient:
        """Return a client; without a token when it is None."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return TestClient(
            self.app(hosts=hosts), base_url="http://127.0.0.1:8080", headers=headers, raise_server_exceptions=False
        )

    def _break(self) -> None:
        if self.broken:
            raise self.broken


def _said(view: HoursView, asked: HoursRequest) -> HoursView:
    if isinstance(asked, HoursOverrideEnded):
        return replace(view, override=None)
    said = Override(view.id, asked.state, NOON.timestamp(), asked.until, asked.by, asked.reason)
    return replace(view, now=said.period, override=said)


ROUTES: tuple[tuple[str, str, str | None], ...] = (
    ("GET", "/api/v1/status", None),
    ("GET", "/api/v1/queues", None),
    ("GET", "/api/v1/agents", None),
    ("GET", "/api/v1/trunks", None),
    ("GET", "/api/v1/calls", None),
    ("GET", "/api/v1/calls?state=ended", None),
    ("GET", "/api/v1/calls/1763719200.18", None),
    ("GET", "/api/v1/calls/1763719100.9", None),
    ("GET", "/api/v1/calls/1763719100.9/explanation", None),
    ("POST", "/api/v1/agents/alice/sign-in", None),
    ("POST", "/api/v1/agents/alice/sign-out", None),
    ("POST", "/api/v1/agents/alice/pause", '{"reason": "lunch"}'),
    ("POST", "/api/v1/agents/alice/resume", None),
    ("POST", "/api/v1/agents/alice/ready", None),
    ("POST", "/api/v1/agents/alice/assistance", None),
    ("POST", "/api/v1/agents/alice/assistance/acknowledge", None),
    ("POST", "/api/v1/calls/1763719200.18/move", '{"queue": "sales"}'),
    ("POST", "/api/v1/calls/1763719200.18/priority", '{"seconds": -30}'),
    ("POST", "/api/v1/calls/1763719200.18/front", None),
    ("POST", "/api/v1/calls/1763719200.18/recording/start", None),
    ("POST", "/api/v1/calls/1763719200.18/recording/pause", None),
    ("POST", "/api/v1/calls/1763719200.18/recording/resume", None),
    ("GET", "/api/v1/recordings/1763719100.9-r1", None),
    ("GET", "/api/v1/callbacks", None),
    ("POST", "/api/v1/callbacks", '{"tenant": "acme", "queue": "support", "number": "+15550123"}'),
    ("DELETE", "/api/v1/callbacks/1763719000.1-cb", None),
    ("POST", "/api/v1/calls/1763719200.18/callback", None),
    ("GET", "/api/v1/hours", None),
    ("GET", "/api/v1/tenants/acme/hours", None),
    ("PUT", "/api/v1/tenants/acme/hours/practice/override", '{"state": "closed"}'),
    ("DELETE", "/api/v1/tenants/acme/hours/practice/override", None),
    ("GET", "/api/v1/voicemails", None),
    ("GET", "/api/v1/voicemails/1763719300.5-v1", None),
    ("POST", "/api/v1/voicemails/1763719300.5-v1/heard", None),
    ("POST", "/api/v1/voicemails/1763719300.5-v1/unheard", None),
    ("GET", "/api/v1/configuration", None),
    ("PUT", "/api/v1/configuration", "tenants: []"),
    ("GET", "/api/v1/configuration/versions", None),
    ("GET", "/api/v1/configuration/versions/7", None),
    ("POST", "/api/v1/configuration/undo", "{}"),
)
"""Every route that needs the token, with a request that it grants."""
OPEN_ROUTES = ("/healthz", "/readyz", "/metrics", "/openapi.json")
