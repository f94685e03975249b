"""How this controller is: what keeps it from being ready, and its own figures."""

from collections.abc import Callable
from dataclasses import dataclass

from acd.ami.link import AmiLink
from acd.ami.load import PbxLoad
from acd.ari.adapter import AriTelephony
from acd.domain.recordings import RecordingPolicy
from acd.engine.engine import Engine
from acd.message_desk import MessageDesk
from acd.metrics.gauges import Health
from acd.recordings.desk import RecordingDesk
from acd.runtime.controller import Controller
from acd.storage.writer import RecordWriter


@dataclass(frozen=True, slots=True)
class Condition:
    """Asks the parts that know."""

    telephony: AriTelephony
    ami: AmiLink
    pbx_load: PbxLoad
    writer: RecordWriter
    recordings: RecordingDesk
    controller: Controller
    engine: Engine
    messages: Callable[[], MessageDesk]
    prompts_missing: Callable[[], int]

    def problems(self) -> dict[str, str]:
        """Return component -> what is wrong with it; empty when ready."""
        problems = {}
        if not self.telephony.connected:
            problems["pbx"] = "the link to Asterisk is down"
        if self.writer.database_away:
            problems["database"] = "the database does not answer; records go to the spool"
        if not self.ami.connected:
            problems["ami"] = "the AMI link to Asterisk is down: calls are not recorded"
        if (full := self._full_disk()) is not None:
            problems["recordings"] = full
        if (short := self.messages().space.problem) is not None:
            problems["voicemails"] = short
        if self.engine.draining:
            problems["controller"] = "draining: no new calls are taken"
        return problems

    def figures(self) -> Health:
        """Return what the gauges show of the controller itself."""
        return Health(
            records_written=self.writer.written,
            records_spooled=self.writer.spooled,
            records_set_aside=self.writer.set_aside,
            records_lost=self.writer.lost,
            records_waiting=self.writer.depth,
            records_oldest_s=self.writer.oldest_age_s,
            database_connected=not self.writer.database_away,
            engine_events=self.controller.events,
            calls_broken=self.controller.broken_calls,
            ari_connects=self.telephony.connects,
            recordings_free_bytes=self.recordings.space.free_bytes,
            recordings_reserve_bytes=self.recordings.space.reserve_bytes,
            recordings_unfinished=self.recordings.finisher.unfinished,
            recordings_stopped=self._full_disk() is not None,
            voicemails_uncollected=self.messages().collector.uncollected,
            voicemails_unfetched=self.messages().items.unfetched,
            voicemail_fetch_failures=self.messages().items.failures,
            voicemail_space_short=self.messages().space.problem is not None,
            prompts_missing=self.prompts_missing(),
            ami_connected=self.ami.connected,
            ami_connects=self.ami.connects,
            pbx_channels=self.pbx_load.channels,
            pbx_started_s=self.telephony.pbx_started_s,
            pbx_version=self.telephony.pbx_version,
        )

    def _full_disk(self) -> str | None:
        """What keeps calls from being recorded that should be; None where none should be."""
        return self.recordings.space.problem if self._records_calls() else None

    def _records_calls(self) -> bool:
        pool = self.engine.calls.pool
        policies = {queue.recording for queue in pool.queues.values()}
        policies |= {tenant.recording for tenant in pool.tenants.values() if tenant.recording is not None}
        return bool(policies - {RecordingPolicy.NEVER})
