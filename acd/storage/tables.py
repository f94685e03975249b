"""The tables. Changing one needs a migration; a test compares the two.

Moments (`*_at_ms`) are whole milliseconds of UTC since 1970 in a BIGINT: exact on both databases, ordered and
subtracted in the same way on both. SQLite has no type for moments (it would keep text), and PostgreSQL's is finer
than our records, so that equal moments could compare unequal after a way through floats.
In SQL for people: `to_timestamp(started_at_ms / 1000.0)`. Durations (`*_ms`) come from a monotonic clock.

No foreign keys between records: a segment that arrives before its call, or whose call was lost, is still a fact.
"""

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, MetaData, Table, Text, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

calls = Table(
    "calls",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("tenant_id", Text),
    Column("number", Text),
    Column("caller_number", Text),
    Column("caller_name", Text),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("queued_at_ms", BigInteger),
    Column("connected_at_ms", BigInteger),
    Column("ended_at_ms", BigInteger),
    Column("queue_id", Text),
    Column("agent_id", Text),
    Column("outcome_class", Text),
    Column("outcome_reason", Text),
    Column("wait_ms", BigInteger),
    Column("talk_ms", BigInteger),
    Column("in_threshold", Boolean),
    # none: the caller called us
    Column("direction", Text),
)
Index(None, calls.c.started_at_ms, calls.c.call_id)
Index(None, calls.c.tenant_id, calls.c.started_at_ms)
Index(None, calls.c.queue_id, calls.c.started_at_ms)
Index(None, calls.c.agent_id, calls.c.started_at_ms)
# the few calls that are going on, out of millions: read at every start of the controller
open_call = calls.c.ended_at_ms.is_(None)
Index("ix_calls_open", calls.c.call_id, postgresql_where=open_call, sqlite_where=open_call)

segments = Table(
    "segments",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("tenant_id", Text, nullable=False),
    Column("queue_id", Text),
    Column("agent_id", Text),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
)
Index(None, segments.c.tenant_id, segments.c.started_at_ms)
Index(None, segments.c.agent_id, segments.c.started_at_ms)

offers = Table(
    "offers",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("tenant_id", Text, nullable=False),
    Column("queue_id", Text, nullable=False),
    Column("agent_id", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
)
Index(None, offers.c.tenant_id, offers.c.started_at_ms)
Index(None, offers.c.agent_id, offers.c.started_at_ms)

# into the line of another queue
moves = Table(
    "moves",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("tenant_id", Text, nullable=False),
    Column("from_queue_id", Text, nullable=False),
    Column("queue_id", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
)

# why that agent was asked; what came of it is in `offers`
offers_made = Table(
    "offers_made",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("queue_id", Text, nullable=False),
    Column("agent_id", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("stage", Text, nullable=False),
    Column("choice", Text, nullable=False),
    # JSON; see requirement_text.py
    Column("requirement", Text, nullable=False),
    Column("queued_at_ms", BigInteger, nullable=False),
    # the same moment, earlier by every head start: callers are served in its order
    Column("ranked_at_ms", BigInteger, nullable=False),
    Column("idle", Integer, nullable=False),
    # what the choice compares; empty: nothing to compare yet
    Column("measure", Double),
    Column("idle_ms", BigInteger, nullable=False),
    Column("runner_up_id", Text),
    Column("runner_up_measure", Double),
    Column("runner_up_idle_ms", BigInteger),
)
Index(None, offers_made.c.at_ms)

# how a call went through its flow, where that was not one way only
flow_walks = Table(
    "flow_walks",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False),
    Column("flow_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # JSON, as the two that follow: [[step, exit], ...], [tag, ...] and {name: value, ...}
    Column("path", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
Index(None, flow_walks.c.tenant_id, flow_walks.c.at_ms)

recordings = Table(
    "recordings",
    metadata,
    Column("recording_id", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("tenant_id", Text, nullable=False),
    Column("queue_id", Text),
    Column("agent_id", Text),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("outcome", Text),
    # known when the file was finished
    Column("file", Text),
    Column("size_bytes", BigInteger),
    Column("sound_ms", BigInteger),
)
Index(None, recordings.c.call_id)
Index(None, recordings.c.tenant_id, recordings.c.started_at_ms)
# those whose files are still to come: read at every start of the controller
unfiled = recordings.c.size_bytes.is_(None)
Index("ix_recordings_unfiled", recordings.c.recording_id, postgresql_where=unfiled, sqlite_where=unfiled)

recording_marks = Table(
    "recording_marks",
    metadata,
    Column("recording_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

# of each leg of a call, when it is over
leg_quality = Table(
    "leg_quality",
    metadata,
    Column("call_id", Text, primary_key=True),
    Column("leg_id", Text, primary_key=True),
    # of an agent's leg; empty for the caller's
    Column("offer_seq", Integer),
    Column("at_ms", BigInteger, nullable=False),
    Column("from_packets", BigInteger, nullable=False),
    Column("from_lost", BigInteger, nullable=False),
    Column("from_jitter_s", Double, nullable=False),
    Column("from_mos", Double),
    Column("to_packets", BigInteger, nullable=False),
    Column("to_lost", BigInteger, nullable=False),
    Column("to_jitter_s", Double, nullable=False),
    Column("to_mos", Double),
    Column("rtt_s", Double),
)

voicemails = Table(
    "voicemails",
    metadata,
    Column("voicemail_id", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("tenant_id", Text),
    Column("number", Text, nullable=False),
    Column("caller_number", Text, nullable=False),
    Column("left_at_ms", BigInteger, nullable=False),
    Column("sound_ms", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("file", Text, nullable=False),
    # told by people afterwards
    Column("heard_at_ms", BigInteger),
)
Index(None, voicemails.c.left_at_ms, voicemails.c.voicemail_id)
Index(None, voicemails.c.tenant_id, voicemails.c.left_at_ms)

# those that agents are to hear, or were; messages without a row here are left to people
voicemail_items = Table(
    "voicemail_items",
    metadata,
    Column("voicemail_id", Text, primary_key=True),
    Column("call_id", Text, nullable=False),
    Column("tenant_id", Text, nullable=False),
    Column("queue_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("caller_number", Text, nullable=False),
    Column("left_at_ms", BigInteger, nullable=False),
    Column("sound_ms", BigInteger, nullable=False),
    Column("offers", Integer, nullable=False),
    # how often an agent listened, and was not done with it
    Column("plays", Integer, nullable=False),
    Column("retry_at_ms", BigInteger),
    # who is not offered it until then; none: nobody is
    Column("spared_agent_id", Text),
    Column("state", Text, nullable=False),
    # who was offered it last
    Column("agent_id", Text),
    # of one that was heard
    Column("in_target", Boolean),
    # how often it has changed: the row with the most is the newest
    Column("changes", Integer, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
)
# read at every start of the controller
open_voicemail = text("state IN ('open', 'offered')")
Index(
    "ix_voicemail_items_open",
    voicemail_items.c.voicemail_id,
    postgresql_where=open_voicemail,
    sqlite_where=open_voicemail,
)

callbacks = Table(
    "callbacks",
    metadata,
    Column("callback_id", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False),
    Column("queue_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    # a number of ours
    Column("shown_number", Text, nullable=False),
    # the call that was turned into it
    Column("call_id", Text),
    Column("asked_at_ms", BigInteger, nullable=False),
    # the place in line, and who came first of those with the same
    Column("rank_at_ms", BigInteger, nullable=False),
    Column("rank_order", BigInteger, nullable=False),
    Column("deadline_at_ms", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at_ms", BigInteger),
    Column("state", Text, nullable=False),
    # how often it has changed: the row with the most is the newest
    Column("changes", Integer, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
)
Index(None, callbacks.c.asked_at_ms, callbacks.c.callback_id)
# read at every start of the controller
open_callback = text("state IN ('waiting', 'trying')")
Index("ix_callbacks_open", callbacks.c.callback_id, postgresql_where=open_callback, sqlite_where=open_callback)

hours_overrides = Table(
    "hours_overrides",
    metadata,
    # tenant and name: acme/practice
    Column("hours_id", Text, primary_key=True),
    Column("since_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("tenant_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    # none: until somebody takes it back
    Column("until_ms", BigInteger),
    Column("said_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # none: it counts
    Column("ended_at_ms", BigInteger),
    Column("ended_by", Text),
)
Index(None, hours_overrides.c.tenant_id, hours_overrides.c.since_ms)
# read at every start of the controller
open_override = text("ended_at_ms IS NULL")
Index("ix_hours_overrides_open", hours_overrides.c.hours_id, postgresql_where=open_override, sqlite_where=open_override)

agent_stints = Table(
    "agent_stints",
    metadata,
    # `seq` starts anew with the controller, the moment tells the controllers apart
    Column("agent_id", Text, primary_key=True),
    Column("started_at_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("call_id", Text),
    Column("queue_id", Text),
    Column("tenant_id", Text),
    Column("duration_ms", BigInteger, nullable=False),
)
Index(None, agent_stints.c.started_at_ms)

agent_states = Table(
    "agent_states",
    metadata,
    Column("agent_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("since_ms", BigInteger, nullable=False),
    # who said so, and as which of its stints: order within one run is told by seq, whatever the wall clock does
    Column("run_ms", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),
    # where the agent signed in; none: at their own phone
    Column("endpoint", Text),
    # what was asked for while a call was in hand, and when the wrap-up ends; the release before does not say
    Column("pause_wish", Text),
    Column("sign_out_wish", Boolean),
    Column("until_ms", BigInteger),
)

assistance = Table(
    "assistance",
    metadata,
    Column("agent_id", Text, primary_key=True),
    Column("started_at_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("call_id", Text),
    Column("queue_id", Text),
    Column("tenant_id", Text),
    Column("ended_at_ms", BigInteger),
    Column("ended_by", Text),
    # who answered; none: nobody did, or somebody acknowledged it by other means
    Column("supervisor_id", Text),
)
Index(None, assistance.c.started_at_ms)

configurations = Table(
    "configurations",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("applied_at_ms", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("document", Text, nullable=False),
    # for people who look for the version to go back to; unknown for those of before these were kept
    Column("file_name", Text),
    Column("changes", Integer),
    Column("restores", Integer),
    # a version number is never given twice, not even after the newest row was deleted by hand
    sqlite_autoincrement=True,
)
