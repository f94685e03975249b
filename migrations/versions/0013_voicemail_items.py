"""Messages that agents are to hear."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"


def upgrade() -> None:
    op.create_table(
        "voicemail_items",
        sa.Column("voicemail_id", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("queue_id", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("caller_number", sa.Text, nullable=False),
        sa.Column("left_at_ms", sa.BigInteger, nullable=False),
        sa.Column("sound_ms", sa.BigInteger, nullable=False),
        sa.Column("offers", sa.Integer, nullable=False),
        sa.Column("plays", sa.Integer, nullable=False),
        sa.Column("retry_at_ms", sa.BigInteger),
        sa.Column("spared_agent_id", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("agent_id", sa.Text),
        sa.Column("in_target", sa.Boolean),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("voicemail_id", name=op.f("pk_voicemail_items")),
    )
    is_open = sa.text("state IN ('open', 'offered')")
    op.create_index(
        "ix_voicemail_items_open", "voicemail_items", ["voicemail_id"], postgresql_where=is_open, sqlite_where=is_open
    )


def downgrade() -> None:
    op.drop_table("voicemail_items")
