"""Recordings of conversations, and the moments at which they were paused."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("recording_id", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("queue_id", sa.Text),
        sa.Column("agent_id", sa.Text),
        sa.Column("started_at_ms", sa.BigInteger, nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger),
        sa.Column("outcome", sa.Text),
        sa.Column("file", sa.Text),
        sa.Column("size_bytes", sa.BigInteger),
        sa.Column("sound_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("recording_id", name="pk_recordings"),
    )
    op.create_index("ix_recordings_call_id", "recordings", ["call_id"])
    op.create_index("ix_recordings_tenant_id_started_at_ms", "recordings", ["tenant_id", "started_at_ms"])
    unfiled = sa.text("size_bytes IS NULL")
    op.create_index(
        "ix_recordings_unfiled", "recordings", ["recording_id"], postgresql_where=unfiled, sqlite_where=unfiled
    )
    op.create_table(
        "recording_marks",
        sa.Column("recording_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("recording_id", "seq", name="pk_recording_marks"),
    )


def downgrade() -> None:
    for table in ("recording_marks", "recordings"):
        op.drop_table(table)
