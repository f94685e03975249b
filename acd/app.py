"""Builds every part by hand, top to bottom, and says in which order they start and stop. Decides nothing else."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial

from acd import __version__, ids, keep_copy, logs
from acd.agi.server import AgiServer
from acd.ami.lease import AmiLease
from acd.ami.link import AmiSettings
from acd.ami.load import PbxLoad
from acd.ami.recorder import Recorder
from acd.ami.survivor import AmiSurvivor
from acd.ami.watch import PbxWatch
from acd.api_configuration import ApiConfiguration
from acd.apply import Applier, InForce
from acd.ari.adapter import AriTelephony
from acd.ari.connection import AriLink
from acd.ari.errors import TakenOver
from acd.ari.lamps import LampBoard
from acd.ari.lease import AriLease
from acd.ari.provision import Provisioner
from acd.ari.tape import Tape
from acd.clock import Clock
from acd.condition import Condition
from acd.config import Settings
from acd.configuration import source
from acd.credentials import Credentials
from acd.domain.calls import CallId, LegId
from acd.domain.errors import AcdError
from acd.domain.events import DigitPressed, DrainRequested, Event, PbxConnected, PoolApplied, StopRequested
from acd.domain.records import AgentStint, Record
from acd.engine.basis import agents_as_they_are, basis, newest_conversations
from acd.engine.engine import Engine
from acd.engine.live import queues_of
from acd.engine.outbox import Decision
from acd.explain.explainer import Explainer
from acd.explain.present import Present
from acd.feature_codes.centre import Centre
from acd.feature_codes.desk import CodeDesk
from acd.feature_codes.guesses import Guesses
from acd.keep_accounts import AccountKeeper
from acd.keep_departures import Departures
from acd.keep_hours import HoursKeeper
from acd.keep_lamps import LampKeeper, codes_of, lit
from acd.keep_music import MusicKeeper
from acd.keep_net_records import NetRecords
from acd.keep_prompts import PromptKeeper
from acd.keep_safety_net import Member, SafetyNetKeeper
from acd.keep_voicemails import tell_left, tells_heard
from acd.keep_zones import ZonesKeeper
from acd.message_desk import MessageDesk, MessageFolders
from acd.metrics.exporter import Exporter
from acd.metrics.loop_lag import watch_loop
from acd.pbx import install
from acd.pbx.keeper import PbxKeeper
from acd.pbx.plan import PbxPlan
from acd.pbx.queue_log_file import QueueLogFile
from acd.plans import ami_settings, link_settings, pbx_plan, recording_settings
from acd.ports import RecordSink
from acd.prompts.store import PromptStore
from acd.prompts.voices import shipped_voices
from acd.recordings.desk import RecordingDesk
from acd.runtime.controller import Controller, PoolNotTaken
from acd.runtime.dispatch import Dispatcher
from acd.runtime.leases import LeasedTelephony, Leases
from acd.runtime.reach_log import ReachLog
from acd.runtime.routing import RoutedTelephony
from acd.runtime.survivor import SurvivedTelephony
from acd.runtime.tasks import Tasks, first_of
from acd.storage import queries
from acd.storage.database import Database
from acd.storage.recordings import recording
from acd.storage.settings import SettingsStore
from acd.storage.spool import Spool
from acd.storage.voicemails import mark_heard, voicemail, voicemail_page
from acd.storage.writer import RecordWriter
from acd.succession import Succession
from acd.trunk_passwords import TrunkPasswords
from acd.web import sources as web
from acd.web.api import build
from acd.web.server import HttpServer
from acd.web_asks.desk import WebAsks
from acd.web_asks.secrets import WebSecrets

log = logs.get("app")

END_CALLS_WITHIN_S = 3.0
SETTLED_WITHIN_S = 2.0
"""Whoever asks for a place in line is answered then, whether Asterisk has taken it or not: it is in force."""
FINISH_RECORDINGS_WITHIN_S = 5.0
HTTP_ENDS_WITHIN_S = 4.0
"""A little more than the server gives to requests in progress."""
KEEP_RECORDS_WITHIN_S = 10.0
AMI_WITHIN_S = 10.0


class App:
    """All parts of one instance: one Asterisk, one controller, one database."""

    def __init__(self, settings: Settings, progress: Callable[[str], None]) -> None:
        """Build what needs neither network nor Asterisk; inside a running loop."""
        self.settings = settings
        self.credentials = Credentials.load(settings.var / "secrets")
        self.plan: PbxPlan = pbx_plan(settings, self.credentials)
        self.in_force: InForce | None = None
        self.clock = Clock()
        self.tasks = Tasks()
        self._mark = ids.new_mark()
        self.engine = Engine(self._mark)
        self._build_storage()
        self._build_telephony()
        self._build_controller()
        self._build_keepers()
        prompts = PromptStore(settings.var / "prompts", shipped_voices(settings.voices))
        self.prompts = PromptKeeper(prompts)
        self.applier = Applier(self.store, prompts, self._publish)
        self.codes = self._codes()
        self.agi = AgiServer(self.plan.agi_port, {"code": self.codes.route})
        self.http = self._http()
        self._progress = progress
        self._keeper: PbxKeeper | None = None
        self._writing: asyncio.Task[None] | None = None
        self._serving: asyncio.Task[None] | None = None
        self._started = self._taken_over = self._handing_over = False
        self._open = AsyncExitStack()

    def _build_storage(self) -> None:
        self.database = Database(self.settings.database_url)
        self.writer = RecordWriter(self.database, self.clock, Spool(self.settings.var / "spool", self.clock))
        self.store = SettingsStore(self.database, self.clock)

    def _build_telephony(self) -> None:
        """Build what talks to Asterisk, and what an earlier controller left there."""
        self.watch = PbxWatch(self._ami(), self._submit)
        self.ami = self.watch.link
        self.pbx_load = PbxLoad(self.ami)
        raw = recording_settings(self.settings)
        self.recordings = RecordingDesk(raw, Recorder(self.ami, raw.raw), self.clock, self._submit, self._keep)
        self.copy_path = self.settings.var / "copy.json"
        self.succession = Succession(
            self.copy_path,
            self.database,
            self.writer,
            self.engine,
            self.recordings.finisher,
            self._submit,
            self.clock,
        )
        self.tape = self._tape()
        self.link = self._link()
        self.telephony = AriTelephony(
            self.link, self.settings.pool, self._submit, self.writer.scale, self.succession.recall
        )

    def _build_controller(self) -> None:
        """Build the way of every event to its commands and records."""
        self.exporter = Exporter(
            live=lambda: self.controller.view(),
            health=lambda: self.condition.figures(),
            version=__version__,
            tenant_detail=self.settings.tenant_detail,
        )
        sinks: list[RecordSink] = [self.writer, self.exporter.sink, self.recordings.finisher]
        self.controller = Controller(self.engine, self.clock, sinks)
        secrets = WebSecrets(self.settings.var / "secrets")
        targets, told = lambda: self.engine.calls.pool.web_targets, self.exporter.web_asked
        self.web_asks = WebAsks(targets, secrets, self._submit, self.tasks.spawn, told, self.clock)
        ways = AmiLease(self.ami), AriLease(self.link)
        self.leases = Leases(ways, lambda: self.engine.calls.legs, self.clock, self.settings.lease_s)
        leased = LeasedTelephony(RoutedTelephony(self.telephony, self.recordings.telephony, self.web_asks), self.leases)
        self.survived = SurvivedTelephony(leased, AmiSurvivor(self.ami, self.clock))
        self.dispatcher = Dispatcher(self.survived, self.controller.submit, self.tasks.spawn)
        self.controller.connect(self.dispatcher.send)
        self.controller.tap(self._after)
        self.controller.tap(ReachLog().heard)
        self.condition = Condition(
            self.telephony,
            self.ami,
            self.pbx_load,
            self.writer,
            self.recordings,
            self.controller,
            self.engine,
            lambda: self.messages,
            lambda: self.prompts.missing,
        )

    def _build_keepers(self) -> None:
        """Build what brings Asterisk and the disk up to date beside the calls."""
        provisioner = Provisioner(self.link)
        passwords = TrunkPasswords(self.settings.var / "secrets")
        self.accounts = AccountKeeper(provisioner, self.plan, self.credentials, passwords)
        self.music = MusicKeeper(provisioner, self.plan, self._submit)
        self.copy = keep_copy.CopyKeeper(
            self.copy_path,
            self._document,
            lambda: agents_as_they_are(self.engine),
            lambda: newest_conversations(self.engine),
            self.writer.scale,
        )
        self.hours = HoursKeeper(self._submit, self.clock)
        self.zones = ZonesKeeper(self._submit, self.clock)
        self.safety_net = SafetyNetKeeper(provisioner, self.plan, self._members)
        self.lamps = LampKeeper(LampBoard(self.link), self.plan, partial(lit, self.engine))
        account = QueueLogFile(self.plan.log / "queue_log")
        ends_of, pool = partial(queries.ends_of, self.database), lambda: self.engine.calls.pool
        at_phones = self.engine.agents.at_phones
        self.net_records = NetRecords(account, ends_of, pool, at_phones, self._keep, self.clock)
        correct = partial(queries.correct_ends, self.database)
        self.departures = Departures(account, self.writer.caught_up, ends_of, correct, pool, self._keep, self.clock)
        heard, reserve_mb = self.settings.var / "voicemails", self.settings.voicemail_reserve_mb
        self.messages = MessageDesk(
            MessageFolders(self.plan.messages_folder, heard, reserve_mb),
            *(account, self.recordings.store, self.database, self.engine, self._keep, self._submit),
            *(self.clock, self.writer.scale),
        )

    async def start(self) -> None:
        """Start everything; returns when calls can come. Raises AcdError or PbxError; what had started is ended."""
        try:
            # a part that crashes while another one waits for it must not leave us waiting for ever
            await first_of(self._start(), self.tasks.crashed())
        except BaseException:
            await self._close()
            raise

    async def _start(self) -> None:
        # first what is quick and can be refused: a port that is taken shows before anything is fetched
        self.http.open()
        self._progress("preparing the database")
        await self.succession.prepare_database(self.settings.database_url, self._progress)
        binary = await asyncio.to_thread(
            install.ensure, self.settings.asterisk_root, self._progress, self.settings.debian_mirror
        )
        self.hours.tell_clock()
        with suppress(PoolNotTaken):  # it is in the log, and who can be served is served
            await self._load_configuration()
        await self.lamps.prepare()
        self._progress("starting Asterisk")
        self._keeper = PbxKeeper(self.plan, binary, lambda text: log.warning(text, action="pbx"))
        if await self._keeper.up():
            self._progress("found Asterisk running: its calls go on")
        await self._open.enter_async_context(self.link)
        await self._open.enter_async_context(self.web_asks)
        self._writing = self.tasks.spawn(self.writer.run(), "records")
        await self.succession.restore_agents()
        await self.succession.recall_conversations()
        if self.succession.copy is not None:
            self.tasks.spawn(self.succession.database_back(self.applier), "database back")
        await self.recordings.space.look()
        await self.messages.space.look()
        self.tasks.spawn(self.watch.run(), "ami")
        self.tasks.spawn(self.pbx_load.run(), "pbx load")
        self.tasks.spawn(self.recordings.run(), "recordings")
        self.tasks.spawn(self._keeper.run(), "pbx")
        self.tasks.spawn(self.accounts.run(), "accounts")
        self.tasks.spawn(self.safety_net.run(), "safety net")
        self.tasks.spawn(self.copy.run(), "copy")
        self.tasks.spawn(self.music.run(), "music")
        self.tasks.spawn(self.prompts.run(), "prompts")
        self.tasks.spawn(self.lamps.run(), "lamps")
        self.tasks.spawn(self.hours.run(), "hours")
        self.tasks.spawn(self.zones.run(), "zones")
        self.tasks.spawn(self.leases.run(), "leases")
        self.tasks.spawn(self.survived.run(), "sign of life")
        self.tasks.spawn(self.net_records.run(), "net records")
        self.tasks.spawn(self.messages.run(), "messages")
        self.tasks.spawn(self._listen(), "telephony")
        self.tasks.spawn(self._answer_codes(), "feature codes")
        self._serving = self.tasks.spawn(self.http.serve(), "http")
        self.tasks.spawn(watch_loop(self.exporter.loop_lag), "loop lag")
        await self.accounts.up_to_date()
        await self._wait_for_ami()
        while not self.telephony.connected:
            self.controller.changed.clear()
            await self.controller.changed.wait()
        self.tasks.spawn(self.departures.run(), "departures")
        self._started = True

    @property
    def _leave_pbx(self) -> bool:
        """Asterisk's calls are not ours to end: others have them or will, or we found them and cannot start."""
        found = self._keeper is not None and self._keeper.found
        return self._taken_over or self._handing_over or (found and not self._started)

    async def stop(self, told_again: asyncio.Event, *, hand_over: bool = False) -> None:
        """Drain: no new calls, those in progress may end within `drain_s`; then end them, and everything else.

        `told_again` cuts the draining short. `hand_over`: leave Asterisk running with all calls, for the next
        controller. When another controller took the calls over already, none of them is touched.
        """
        if self._leave_pbx:
            await self._close()
            return
        if hand_over:
            # no event may lead to a command any more that would be lost half way
            self._handing_over = True
            self._progress(f"{self.controller.calls_in_progress()} calls are left to the next controller")
            self.controller.close()
            await self._commands_end()
            await self._close()
            return
        self.controller.submit(DrainRequested())
        await self._calls_end(self.settings.drain_s, told_again)
        self.controller.submit(StopRequested())
        await self._commands_end()
        await self._close()

    async def _commands_end(self) -> None:
        try:
            async with asyncio.timeout(END_CALLS_WITHIN_S):
                await self.dispatcher.idle()
        except TimeoutError:
            log.warning("Asterisk did not answer in time to the last commands", action="stop")

    async def _close(self) -> None:
        """End all parts, whatever had started: first who brings events, last who keeps records."""
        self.http.stop()
        if self._serving is not None:
            await asyncio.wait({self._serving}, timeout=HTTP_ENDS_WITHIN_S)
        await self.tasks.cancel(but=self._writing)
        self.controller.close()
        if self._started:
            await self.copy.write()
        await self.recordings.finisher.drain(FINISH_RECORDINGS_WITHIN_S)
        await self.writer.drain(KEEP_RECORDS_WITHIN_S)
        await self.tasks.cancel()
        await self._open.aclose()
        if self._keeper is not None and not self._leave_pbx:
            await self._keeper.stop()
        if self.tape is not None:
            self.tape.close()
        await self.database.close()

    async def _calls_end(self, within_s: float, told_again: asyncio.Event) -> None:
        """Wait until no call is in progress, the time is over, or somebody is impatient."""
        told = 0
        try:
            async with asyncio.timeout(within_s):
                while (left := self.controller.calls_in_progress()) and not told_again.is_set():
                    if left != told:
                        self._progress(f"waiting for {left} calls to end; again Ctrl-C ends them")
                        told = left
                    self.controller.changed.clear()
                    await first_of(self.controller.changed.wait(), told_again.wait())
        except TimeoutError:
            self._progress("the time for draining is over: the calls that are left are ended")

    async def _wait_for_ami(self) -> None:
        """Let the first call be recorded too; calls do not wait for longer than this."""
        with suppress(TimeoutError):
            async with asyncio.timeout(AMI_WITHIN_S):
                while not self.ami.connected:  # noqa: ASYNC110 - the link tells nobody when it comes up
                    await asyncio.sleep(0.02)

    # configuration

    async def _load_configuration(self) -> None:
        """Take over what is in force; the example when there is none yet."""
        if (copy := self.succession.copy) is not None:
            await self.applier.publish(await self.applier.prepared(copy.version, copy.document))
            return
        in_force = await self.applier.in_force()
        if in_force is not None:
            await self.applier.publish(in_force)
        elif self.settings.config is not None:
            self._progress(f"loading {self.settings.config.name}, as the database has no configuration yet")
            loaded = await asyncio.to_thread(source.load, self.settings.config)
            await self.applier.apply(loaded, self.settings.config.name)

    async def _publish(self, in_force: InForce) -> None:
        self.accounts.want(in_force.accounts)
        await self.music.want(in_force.music)  # before the first caller who shall hear it
        self.prompts.want(in_force.document)
        self.in_force = in_force
        self.hours.use(in_force.hours)
        self.codes.use(in_force.feature_codes)
        for threshold in self.exporter.expect(in_force.pool):
            log.warning(
                "a new service level time is counted exactly, and gets a histogram bucket at the next start",
                action="bucket_missing",
                seconds=threshold,
            )
        self.lamps.want(in_force.pool, codes_of(in_force.feature_codes))
        await self.zones.want(in_force.pool)  # before anybody could be called at a wrong hour
        self.controller.use(in_force.pool)  # last: it may raise, and all others know what is in force

    async def _answer_codes(self) -> None:
        try:
            await self.agi.run()
        except OSError as error:
            raise AcdError(
                f"feature codes: port {self.plan.agi_port} of 127.0.0.1 cannot be used ({error.strerror or error}): "
                "free it, or set ACD_AGI_PORT to another one"
            ) from error

    async def _listen(self) -> None:
        try:
            await self.telephony.run()
        except TakenOver:
            self._taken_over = True
            raise

    # what other parts are given

    def _ami(self) -> AmiSettings:
        return ami_settings(self.plan)

    def _link(self) -> AriLink:
        return AriLink(link_settings(self.plan), self.tape)

    def _tape(self) -> Tape | None:
        if not self.settings.tape_mb:
            return None
        limit_bytes = self.settings.tape_mb * 1024 * 1024
        tape = Tape(self.settings.var / "tape.jsonl", self.clock, limit_bytes, self._mark)
        tape.basis = lambda: basis(self.engine)
        return tape

    def _codes(self) -> CodeDesk:
        of, hours, utc = partial(queues_of, self.engine), self.controller.hours, self.clock.utc
        centre = Centre(self.controller.view, self.controller.ask, of, self.credentials.pin, hours, utc)
        return CodeDesk(centre, Guesses(self.clock.now), self.exporter.code_dialled)

    def _after(self, event: Event, decision: Decision) -> None:
        # a key with which nothing is done may be one of a card's number
        is_private = isinstance(event, DigitPressed) and not (decision.commands or decision.records)
        if self.tape is not None and not is_private:
            self.tape.event(event)
        if isinstance(event, PbxConnected):
            self.accounts.check()  # accounts that were applied while Asterisk was away
            self.safety_net.reread()
            self.leases.look()
            self.music.reread()
            self.lamps.reread()
        if isinstance(event, PoolApplied) or any(isinstance(record, AgentStint) for record in decision.records):
            self.safety_net.check()
            self.copy.check()
        self.messages.after(event, decision)
        self.lamps.check()

    def _http(self) -> HttpServer:
        configuration = ApiConfiguration(self.store, self.applier)
        present = Present(self.controller.view, lambda: self.engine.calls.pool)
        api = build(
            live=self.controller.view,
            request=self.controller.ask,
            hours=self.controller.hours,
            settled=self._settled,
            history=partial(queries.recent_calls, self.database),
            stored_call=partial(queries.call_detail, self.database),
            explain=Explainer(self.database, self.store, self.clock, present).explain,
            stored_recording=partial(recording, self.database),
            recordings=self.recordings.store,
            voicemails=web.Voicemails(
                partial(voicemail_page, self.database),
                partial(voicemail, self.database),
                tells_heard(partial(mark_heard, self.database), self._submit),
            ),
            configuration=configuration.read,
            apply_configuration=configuration.apply,
            versions=web.Versions(self.store.versions, self.store.find, configuration.undo),
            ready=self.condition.problems,
            metrics_text=self.exporter.text,
            token=self.credentials.api_token(),
            clock=self.clock,
            hosts=self.settings.http_names,
        )
        return HttpServer(api, self.settings.http_host, self.settings.http_port)

    async def _settled(self, call_id: CallId) -> None:
        try:
            async with asyncio.timeout(SETTLED_WITHIN_S):
                await self.dispatcher.settled(LegId(call_id))
        except TimeoutError:
            log.warning("Asterisk did not answer in time about a call", action="settled", call=call_id)

    def _submit(self, event: Event) -> None:
        """Tell what happened to a controller that is built later than whoever tells it."""
        self.controller.submit(event)

    def _keep(self, records: Sequence[Record]) -> None:
        """Keep what is told of files afterwards, where no event leads to a decision."""
        self.writer.put(records)
        self.exporter.sink.put(records)
        tell_left(records, self._submit)

    def _document(self) -> tuple[int, str] | None:
        return None if self.in_force is None else (self.in_force.version, self.in_force.document.canonical())

    def _members(self) -> list[Member]:
        return [Member(agent.phone, agent.state) for agent in self.engine.agents.agents.values()]
