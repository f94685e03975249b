"""Where agents sit, and their calls for a supervisor."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    op.add_column("agent_states", sa.Column("endpoint", sa.Text))
    op.create_table(
        "assistance",
        sa.Column("agent_id", sa.Text, nullable=False),
        sa.Column("started_at_ms", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("call_id", sa.Text),
        sa.Column("queue_id", sa.Text),
        sa.Column("tenant_id", sa.Text),
        sa.Column("ended_at_ms", sa.BigInteger),
        sa.Column("ended_by", sa.Text),
        sa.PrimaryKeyConstraint("agent_id", "started_at_ms", name="pk_assistance"),
    )
    op.create_index("ix_assistance_started_at_ms", "assistance", ["started_at_ms"])


def downgrade() -> None:
    op.drop_table("assistance")
    op.drop_column("agent_states", "endpoint")
