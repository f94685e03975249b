"""Calls, segments, offers, agents' stints and states, configurations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    _calls()
    _parts_of_calls()
    _agents()
    op.create_table(
        "configurations",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("applied_at_ms", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_configurations"),
        sqlite_autoincrement=True,
    )


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("tenant_id", sa.Text),
        sa.Column("number", sa.Text),
        sa.Column("caller_number", sa.Text),
        sa.Column("caller_name", sa.Text),
        sa.Column("started_at_ms", sa.BigInteger, nullable=False),
        sa.Column("queued_at_ms", sa.BigInteger),
        sa.Column("connected_at_ms", sa.BigInteger),
        sa.Column("ended_at_ms", sa.BigInteger),
        sa.Column("queue_id", sa.Text),
        sa.Column("agent_id", sa.Text),
        sa.Column("outcome_class", sa.Text),
        sa.Column("outcome_reason", sa.Text),
        sa.Column("wait_ms", sa.BigInteger),
        sa.Column("talk_ms", sa.BigInteger),
        sa.Column("in_threshold", sa.Boolean),
        sa.PrimaryKeyConstraint("call_id", name="pk_calls"),
    )
    op.create_index("ix_calls_started_at_ms_call_id", "calls", ["started_at_ms", "call_id"])
    for column in ("tenant_id", "queue_id", "agent_id"):
        op.create_index(f"ix_calls_{column}_started_at_ms", "calls", [column, "started_at_ms"])
    still_open = sa.text("ended_at_ms IS NULL")
    op.create_index("ix_calls_open", "calls", ["call_id"], postgresql_where=still_open, sqlite_where=still_open)


def _parts_of_calls() -> None:
    op.create_table(
        "segments",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("queue_id", sa.Text),
        sa.Column("agent_id", sa.Text),
        sa.Column("started_at_ms", sa.BigInteger, nullable=False),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("call_id", "seq", name="pk_segments"),
    )
    op.create_table(
        "offers",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("queue_id", sa.Text, nullable=False),
        sa.Column("agent_id", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("started_at_ms", sa.BigInteger, nullable=False),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("call_id", "seq", name="pk_offers"),
    )
    for table in ("segments", "offers"):
        for column in ("tenant_id", "agent_id"):
            op.create_index(f"ix_{table}_{column}_started_at_ms", table, [column, "started_at_ms"])


def _agents() -> None:
    op.create_table(
        "agent_stints",
        sa.Column("agent_id", sa.Text, nullable=False),
        sa.Column("started_at_ms", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("call_id", sa.Text),
        sa.Column("queue_id", sa.Text),
        sa.Column("tenant_id", sa.Text),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "started_at_ms", "seq", name="pk_agent_stints"),
    )
    op.create_index("ix_agent_stints_started_at_ms", "agent_stints", ["started_at_ms"])
    op.create_table(
        "agent_states",
        sa.Column("agent_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("since_ms", sa.BigInteger, nullable=False),
        sa.Column("run_ms", sa.BigInteger, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name="pk_agent_states"),
    )


def downgrade() -> None:
    for table in ("configurations", "agent_states", "agent_stints", "offers", "segments", "calls"):
        op.drop_table(table)
