"""Why an agent was asked, for each offer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    op.create_table(
        "offers_made",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("queue_id", sa.Text, nullable=False),
        sa.Column("agent_id", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("requirement", sa.Text, nullable=False),
        sa.Column("queued_at_ms", sa.BigInteger, nullable=False),
        sa.Column("ranked_at_ms", sa.BigInteger, nullable=False),
        sa.Column("idle", sa.Integer, nullable=False),
        sa.Column("measure", sa.Double),
        sa.Column("idle_ms", sa.BigInteger, nullable=False),
        sa.Column("runner_up_id", sa.Text),
        sa.Column("runner_up_measure", sa.Double),
        sa.Column("runner_up_idle_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("call_id", "seq", name="pk_offers_made"),
    )
    op.create_index("ix_offers_made_at_ms", "offers_made", ["at_ms"])


def downgrade() -> None:
    op.drop_table("offers_made")
