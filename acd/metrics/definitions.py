"""What is measured: name, labels, meaning and source of every family, in one table.

Counters and histograms are kept in families.py; gauges are read from the live view at each scrape in gauges.py.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acd.metrics import buckets


class Kind(StrEnum):
    """How Prometheus treats a family."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Definition:
    """A family: what operators read in the docs and Prometheus in HELP."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    text: str
    source: str
    """Record or view that it comes from."""
    bounds: tuple[float, ...] = ()
    """Of a histogram, in seconds."""


def _counter(name: str, labels: tuple[str, ...], text: str, source: str) -> Definition:
    return Definition(name, Kind.COUNTER, labels, text, source)


def _gauge(name: str, labels: tuple[str, ...], text: str, source: str) -> Definition:
    return Definition(name, Kind.GAUGE, labels, text, source)


def _histogram(name: str, labels: tuple[str, ...], text: str, source: str, bounds: tuple[float, ...]) -> Definition:
    return Definition(name, Kind.HISTOGRAM, labels, text, source, bounds)


_LINE: Final = ("tenant", "queue")

CALLS_ARRIVED: Final = _counter(
    "acd_calls_arrived_total", ("tenant",), "Calls that reached the controller.", "CallStarted"
)
CALLS_OFFERED: Final = _counter("acd_calls_offered_total", _LINE, "Calls that were put in line.", "CallQueued")
CALLS_MOVED: Final = _counter(
    "acd_calls_moved_total",
    (*_LINE, "to", "reason"),
    "Calls that were put from the line of one queue into that of another while they waited.",
    "CallMoved",
)
CALLS_ANSWERED: Final = _counter(
    "acd_calls_answered_total", _LINE, "Calls from a line that an agent took.", "CallConnected"
)
CALLS_ANSWERED_IN_THRESHOLD: Final = _counter(
    "acd_calls_answered_in_threshold_total",
    _LINE,
    "Calls that an agent took within the service level time that was configured for the queue at that moment.",
    "CallConnected.in_threshold",
)
CALLS_ABANDONED: Final = _counter(
    "acd_calls_abandoned_total",
    (*_LINE, "short"),
    "Calls whose caller left the line before an agent was there; short: within the short-abandon limit.",
    "CallEnded of class abandoned with a time in line",
)
CALLS_ENDED: Final = _counter(
    "acd_calls_ended_total",
    (*_LINE, "outcome", "reason"),
    "Calls that are over, each once, by how they ended; queue none: never in line.",
    "CallEnded",
)
QUEUE_WAIT: Final = _histogram(
    "acd_queue_wait_seconds",
    (*_LINE, "outcome"),
    "Time in line, ringing included; outcome answered at the moment of answer, others when the call ended.",
    "CallConnected; CallEnded of calls that no agent took",
    buckets.WAIT_S,
)
RING: Final = _histogram(
    "acd_ring_seconds",
    _LINE,
    "Time from an offer to the conversation, of offers that the agent accepted.",
    "OfferEnded of result accepted",
    buckets.RING_S,
)
TALK: Final = _histogram(
    "acd_talk_seconds",
    _LINE,
    "Length of conversations, hold included.",
    "CallEnded.talk_ms of calls that an agent took",
    buckets.TALK_S,
)
HOLD: Final = _histogram(
    "acd_hold_seconds",
    _LINE,
    "Length of holds; a conversation may have several. Part of acd_talk_seconds.",
    "Segment of kind hold",
    buckets.HOLD_S,
)
WRAPUP: Final = _histogram(
    "acd_wrapup_seconds",
    _LINE,
    "Time for notes after a conversation.",
    "AgentStint of state wrapup",
    buckets.WRAPUP_S,
)
OFFERS: Final = _counter(
    "acd_offers_total", (*_LINE, "result"), "Attempts to give a call to an agent, by how they ended.", "OfferEnded"
)
CALLBACKS_ASKED: Final = _counter(
    "acd_callbacks_asked_total", _LINE, "Callbacks that were asked for.", "CallbackChanged, the first of each"
)
CALLBACKS_ENDED: Final = _counter(
    "acd_callbacks_ended_total",
    (*_LINE, "state"),
    "Callbacks that are over: connected, given_up, expired, cancelled, returned or removed.",
    "CallbackChanged, the last of each",
)
CALLBACK_ATTEMPTS: Final = _counter(
    "acd_callback_attempts_total",
    (*_LINE, "result"),
    "Attempts to call a customer back: connected, unreached, abandoned, failed, or quiet (too late to dial).",
    "CallbackChanged.result",
)
VOICEMAILS_QUEUED: Final = _counter(
    "acd_voicemails_queued_total",
    _LINE,
    "Messages that agents are to hear; those that found the line full included.",
    "VoicemailChanged, the first of each",
)
VOICEMAILS_ENDED: Final = _counter(
    "acd_voicemails_ended_total",
    (*_LINE, "state"),
    "Messages that are out of line: handled, callback, closed, given_up, full or removed.",
    "VoicemailChanged, the last of each",
)
VOICEMAILS_IN_TARGET: Final = _counter(
    "acd_voicemails_in_target_total",
    _LINE,
    "Messages that were heard, and picked up within the queue's target.",
    "VoicemailChanged.in_target",
)
VOICEMAIL_OFFERS: Final = _counter(
    "acd_voicemail_offers_total",
    (*_LINE, "result"),
    "Offers of messages to agents, by what came of them: handled, callback, left, cut_short, unplayed, not_taken, "
    "unreached, interrupted or failed.",
    "VoicemailChanged.result",
)
VOICEMAILS_REFUSED: Final = _counter(
    "acd_voicemails_refused_total",
    ("tenant",),
    "Callers who were to leave a message and were told that there is no room.",
    "CallEnded of reason voicemail_full",
)
HOURS_OVERRIDDEN: Final = _counter(
    "acd_opening_overrides_total",
    ("tenant", "state"),
    "Opening hours that somebody made open, closed or holiday for a while.",
    "HoursOverridden, the first of each",
)
AGENT_PAUSE: Final = _counter(
    "acd_agent_pause_seconds_total",
    ("reason",),
    "Time that agents spent in pauses, counted when a pause ends; reasons past the first 20 are other.",
    "AgentStint of state paused",
)
AUTOMATIC_PAUSES: Final = _counter(
    "acd_agents_paused_automatically_total",
    ("reason",),
    "Pauses that no agent asked for: missed-calls, refused-calls, unreachable or dropped-calls.",
    "AgentStint that such a pause follows",
)
ASSISTANCE: Final = _counter(
    "acd_assistance_requests_total",
    _LINE,
    "Calls of agents for a supervisor, by the call in hand; none: without one.",
    "AssistanceAsked",
)
ASSISTANCE_WAIT: Final = _histogram(
    "acd_assistance_seconds",
    ("end",),
    "Time from an agent's call for a supervisor to its end: acknowledged, taken_back, call_ended, signed_out or "
    "controller_stopped.",
    "AssistanceEnded",
    buckets.HOLD_S,
)
FEATURE_CODES: Final = _counter(
    "acd_feature_codes_total",
    ("code", "result"),
    "Feature codes that phones dialled, by what came of them: done, refused, wrong_pin, blocked (too many wrong PINs), "
    "unknown or hung_up.",
    "feature_codes",
)
WEB_ASKS: Final = _counter(
    "acd_web_asks_total",
    ("tenant", "result"),
    "Look-ups and webhooks of call flows, by what came of them: answered, not_found, timeout, unreachable, status, "
    "too_big, not_understood, no_secret, unknown_target or busy.",
    "web_asks",
)
WEB_ASK_SECONDS: Final = _histogram(
    "acd_web_ask_seconds",
    ("tenant",),
    "How long other systems took to answer call flows, also those that did not.",
    "web_asks",
    buckets.WEB_ASK_S,
)
RECORDINGS: Final = _counter(
    "acd_recordings_total",
    ("tenant", "outcome"),
    "Recordings, each once, by what became of them: kept, cut, repaired, missing, failed, no_space or too_short.",
    "RecordingFiled; RecordingEnded of those that have no file",
)
RECORDING_MISSING: Final = _counter(
    "acd_recording_missing_total",
    ("tenant", "outcome"),
    "Conversations that should have a recording and have none, by why: failed, no_space, missing or too_short.",
    "RecordingFiled; RecordingEnded of those that have no file",
)
RECORDED: Final = _counter(
    "acd_recording_seconds_total", ("tenant",), "Sound that was recorded.", "RecordingFiled.sound_ms"
)
VOICEMAILS: Final = _counter(
    "acd_voicemails_total",
    ("tenant",),
    "Messages that callers left while no controller was there, counted when they are collected.",
    "VoicemailLeft",
)
VOICEMAIL_SOUND: Final = _counter(
    "acd_voicemail_seconds_total", ("tenant",), "Sound of such messages.", "VoicemailLeft.sound_ms"
)
COMMANDS_REFUSED: Final = _counter(
    "acd_pbx_commands_refused_total",
    ("command", "refusal"),
    "Commands that the PBX did not carry out.",
    "CommandRefused",
)
PLAYS_FAILED: Final = _counter(
    "acd_plays_failed_total",
    ("hearer",),
    "Sounds that could not be played, by who should have heard them: caller, waiting, agent or supervisor.",
    "PlayFailed",
)
_SOUND: Final = ("party", "direction")
"""caller or agent; from that party to us, or to that party."""
LEG_MOS: Final = _histogram(
    "acd_leg_mos_score",
    _SOUND,
    "Quality of sound, 1 (bad) to 4.5 (clear), of legs of 5 seconds or more; direction to: as the phone tells it.",
    "LegQuality",
    buckets.MOS,
)
LEG_LOST: Final = _histogram(
    "acd_leg_lost_ratio",
    _SOUND,
    "Packets of sound that did not come, 0 to 1 of those sent.",
    "LegQuality",
    buckets.LOST_RATIO,
)
LEG_JITTER: Final = _histogram(
    "acd_leg_jitter_seconds", _SOUND, "Unevenness with which packets of sound came.", "LegQuality", buckets.JITTER_S
)
LEG_RTT: Final = _histogram(
    "acd_leg_rtt_seconds", ("party",), "Way to the phone and back, of phones that tell.", "LegQuality", buckets.RTT_S
)
MAPPING_ERRORS: Final = _counter(
    "acd_metrics_errors_total",
    ("source",),
    "Records or views that could not be measured because of a bug; see the log.",
    "metrics",
)
LOOP_LAG: Final = _histogram(
    "acd_event_loop_lag_seconds",
    (),
    "How much later than asked the event loop woke up.",
    "metrics/loop_lag.py",
    buckets.LOOP_LAG_S,
)

COUNTED: Final = (
    CALLS_ARRIVED,
    CALLS_OFFERED,
    CALLS_MOVED,
    CALLS_ANSWERED,
    CALLS_ANSWERED_IN_THRESHOLD,
    CALLS_ABANDONED,
    CALLS_ENDED,
    QUEUE_WAIT,
    RING,
    TALK,
    HOLD,
    WRAPUP,
    OFFERS,
    CALLBACKS_ASKED,
    CALLBACKS_ENDED,
    CALLBACK_ATTEMPTS,
    VOICEMAILS_QUEUED,
    VOICEMAILS_ENDED,
    VOICEMAILS_IN_TARGET,
    VOICEMAIL_OFFERS,
    VOICEMAILS_REFUSED,
    HOURS_OVERRIDDEN,
    AGENT_PAUSE,
    AUTOMATIC_PAUSES,
    ASSISTANCE,
    ASSISTANCE_WAIT,
    FEATURE_CODES,
    WEB_ASKS,
    WEB_ASK_SECONDS,
    RECORDINGS,
    RECORDING_MISSING,
    RECORDED,
    VOICEMAILS,
    VOICEMAIL_SOUND,
    COMMANDS_REFUSED,
    PLAYS_FAILED,
    LEG_MOS,
    LEG_LOST,
    LEG_JITTER,
    LEG_RTT,
    MAPPING_ERRORS,
    LOOP_LAG,
)
"""Families that grow as records come."""

QUEUE_CALLERS: Final = _gauge(
    "acd_queue_callers", ("queue",), "Callers in line, those whose offer is ringing included.", "QueueView"
)
QUEUE_CALLBACKS: Final = _gauge(
    "acd_queue_callbacks", ("queue",), "Customers who are to be called back by this queue.", "CallbackView"
)
QUEUE_VOICEMAILS: Final = _gauge(
    "acd_queue_voicemails", ("queue",), "Messages that this queue's agents are to hear.", "VoicemailView"
)
QUEUE_OLDEST_VOICEMAIL: Final = _gauge(
    "acd_queue_oldest_voicemail_seconds",
    ("queue",),
    "Age of the message that waits longest to be heard; 0: none.",
    "VoicemailView",
)
QUEUE_VOICEMAILS_LATE: Final = _gauge(
    "acd_queue_voicemails_late", ("queue",), "Of them those whose target is over.", "VoicemailView"
)
QUEUE_OLDEST_WAIT: Final = _gauge(
    "acd_queue_oldest_wait_seconds",
    ("queue",),
    "Wait of the caller who is longest in line; 0: nobody.",
    "QueueView",
)
QUEUE_EXPECTED_WAIT: Final = _gauge(
    "acd_queue_expected_wait_seconds",
    ("queue",),
    "How long a caller who came now would wait; no series while nobody who could answer is at work.",
    "QueueView.expected_wait_s",
)
QUEUE_AGENTS: Final = _gauge(
    "acd_queue_agents",
    ("queue", "state"),
    "Agents with the skills that the queue asks for, by state.",
    "QueueView",
)
AGENTS: Final = _gauge("acd_agents", ("state",), "Agents by state.", "AgentView")
PHONES: Final = _gauge("acd_phones", ("reach",), "Agents' phones, by whether the PBX reaches them.", "AgentView.reach")
AGENTS_UNREACHABLE: Final = _gauge(
    "acd_agents_unreachable",
    (),
    "Agents who are signed in at a phone that the PBX does not reach: they are offered no calls.",
    "AgentView.reach",
)
TRUNK_REACHABLE: Final = _gauge(
    "acd_trunk_reachable",
    ("trunk",),
    "1: the trunk answers, 0: it does not; no series while nobody knows.",
    "TrunkView.reach",
)
TRUNK_REGISTERED: Final = _gauge(
    "acd_trunk_registered",
    ("trunk",),
    "1: we are registered at the carrier, 0: we are not; no series for trunks without, and while nobody knows.",
    "TrunkView.registered",
)
AGENTS_ASSISTANCE: Final = _gauge(
    "acd_agents_calling_supervisor", (), "Agents who call for a supervisor at this moment.", "AgentView.assistance_s"
)
CALLS: Final = _gauge("acd_calls", ("state",), "Calls in progress by state.", "CallView")
ARI_CONNECTED: Final = _gauge("acd_ari_connected", (), "1 while the link to the PBX is up.", "LiveView.pbx_connected")
DRAINING: Final = _gauge("acd_draining", (), "1 while no new calls are taken.", "LiveView.draining")
RECORDS_WRITTEN: Final = _counter(
    "acd_records_written_total", (), "Records that the database has.", "Health.records_written"
)
RECORDS_SPOOLED: Final = _counter(
    "acd_records_spooled_total",
    (),
    "Records that went to the local disk first, because the database was away or slow.",
    "Health.records_spooled",
)
RECORDS_SET_ASIDE: Final = _counter(
    "acd_records_set_aside_total",
    (),
    "Records that the database will never take; somebody should look at set-aside.jsonl.",
    "Health.records_set_aside",
)
RECORDS_LOST: Final = _counter(
    "acd_records_lost_total",
    (),
    "Records that neither the database nor the disk took before memory was full.",
    "Health.records_lost",
)
RECORDS_WAITING: Final = _gauge(
    "acd_records_waiting", (), "Records in memory that no disk has yet.", "Health.records_waiting"
)
RECORDS_OLDEST: Final = _gauge(
    "acd_records_oldest_wait_seconds",
    (),
    "How long the oldest record in memory has waited; 0: none.",
    "Health.records_oldest_s",
)
DATABASE_CONNECTED: Final = _gauge(
    "acd_database_connected", (), "1 while records go straight to the database.", "Health.database_connected"
)
ENGINE_EVENTS: Final = _counter(
    "acd_engine_events_total", (), "Events that the engine has decided on.", "Health.engine_events"
)
CALLS_BROKEN: Final = _counter(
    "acd_calls_broken_total",
    (),
    "Calls that went to the safety net because the engine raised an error over them.",
    "Health.calls_broken",
)
ARI_CONNECTS: Final = _counter(
    "acd_ari_connects_total", (), "Times that the link to the PBX came up.", "Health.ari_connects"
)
RECORDINGS_FREE: Final = _gauge(
    "acd_recordings_free_bytes",
    (),
    "Free space on the disk for recordings.",
    "Health.recordings_free_bytes",
)
RECORDINGS_RESERVE: Final = _gauge(
    "acd_recordings_reserve_bytes",
    (),
    "With less free space than this no call is recorded, so that calls can go on.",
    "Health.recordings_reserve_bytes",
)
RECORDINGS_UNFINISHED: Final = _gauge(
    "acd_recordings_unfinished",
    (),
    "Recordings that are over and whose files are still to be finished or brought to the store.",
    "Health.recordings_unfinished",
)
RECORDINGS_STOPPED: Final = _gauge(
    "acd_recordings_stopped",
    (),
    "1 while no call is recorded, because the disk is nearly full; always 0 where no call should be.",
    "Health.recordings_stopped",
)
VOICEMAILS_UNFETCHED: Final = _gauge(
    "acd_voicemails_unfetched",
    (),
    "Messages that agents cannot hear yet, as their sound is not where Asterisk plays it.",
    "Health.voicemails_unfetched",
)
VOICEMAIL_FETCH_FAILURES: Final = _counter(
    "acd_voicemail_fetch_failures_total",
    (),
    "How often the sound of a message could not be fetched; it is tried again.",
    "Health.voicemail_fetch_failures",
)
VOICEMAIL_SPACE_SHORT: Final = _gauge(
    "acd_voicemail_space_short",
    (),
    "1: the disk for messages is nearly full, and callers are told so instead of being asked for one.",
    "Health.voicemail_space_short",
)
VOICEMAILS_UNCOLLECTED: Final = _gauge(
    "acd_voicemails_uncollected",
    (),
    "Messages that callers left and that are not in the store yet, as of the last look.",
    "Health.voicemails_uncollected",
)
PROMPTS_MISSING: Final = _gauge(
    "acd_prompts_missing",
    (),
    "Sounds in use whose files are gone, as of the last look; others are heard in their place.",
    "Health.prompts_missing",
)
AMI_CONNECTED: Final = _gauge(
    "acd_ami_connected", (), "1 while the manager link to the PBX is up.", "Health.ami_connected"
)
AMI_CONNECTS: Final = _counter(
    "acd_ami_connects_total", (), "Times that the manager link to the PBX came up.", "Health.ami_connects"
)
PBX_CHANNELS: Final = _gauge(
    "acd_pbx_channels",
    (),
    "Channels in the PBX, ours or not, as of the last 15 seconds; no series while nobody knows.",
    "Health.pbx_channels",
)
PBX_STARTED: Final = _gauge(
    "acd_pbx_start_time_seconds", (), "When the PBX started, in seconds since 1970.", "Health.pbx_started_s"
)
PBX_INFO: Final = _gauge("acd_pbx_info", ("version",), "Always 1; the version of the PBX.", "Health.pbx_version")
BUILD: Final = _gauge("acd_build_info", ("version",), "Always 1; the version that runs.", "acd.__version__")

VIEWED: Final = (
    QUEUE_CALLERS,
    QUEUE_CALLBACKS,
    QUEUE_VOICEMAILS,
    QUEUE_OLDEST_VOICEMAIL,
    QUEUE_VOICEMAILS_LATE,
    QUEUE_OLDEST_WAIT,
    QUEUE_EXPECTED_WAIT,
    QUEUE_AGENTS,
    AGENTS,
    AGENTS_ASSISTANCE,
    AGENTS_UNREACHABLE,
    PHONES,
    TRUNK_REACHABLE,
    TRUNK_REGISTERED,
    CALLS,
    ARI_CONNECTED,
    DRAINING,
)
OWN: Final = (
    RECORDS_WRITTEN,
    RECORDS_SPOOLED,
    RECORDS_SET_ASIDE,
    RECORDS_LOST,
    RECORDS_WAITING,
    RECORDS_OLDEST,
    DATABASE_CONNECTED,
    ENGINE_EVENTS,
    CALLS_BROKEN,
    ARI_CONNECTS,
    RECORDINGS_FREE,
    RECORDINGS_RESERVE,
    RECORDINGS_UNFINISHED,
    RECORDINGS_STOPPED,
    VOICEMAILS_UNCOLLECTED,
    VOICEMAILS_UNFETCHED,
    VOICEMAIL_FETCH_FAILURES,
    VOICEMAIL_SPACE_SHORT,
    PROMPTS_MISSING,
    AMI_CONNECTED,
    AMI_CONNECTS,
    PBX_CHANNELS,
    PBX_STARTED,
    PBX_INFO,
)
