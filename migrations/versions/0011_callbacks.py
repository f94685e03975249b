"""Customers who are called back, and who called whom."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"


def upgrade() -> None:
    op.create_table(
        "callbacks",
        sa.Column("callback_id", sa.Text, nullable=False),
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("queue_id", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("shown_number", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text),
        sa.Column("asked_at_ms", sa.BigInteger, nullable=False),
        sa.Column("rank_at_ms", sa.BigInteger, nullable=False),
        sa.Column("rank_order", sa.BigInteger, nullable=False),
        sa.Column("deadline_at_ms", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("retry_at_ms", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("callback_id", name=op.f("pk_callbacks")),
    )
    op.create_index(op.f("ix_callbacks_asked_at_ms_callback_id"), "callbacks", ["asked_at_ms", "callback_id"])
    is_open = sa.text("state IN ('waiting', 'trying')")
    op.create_index("ix_callbacks_open", "callbacks", ["callback_id"], postgresql_where=is_open, sqlite_where=is_open)
    op.add_column("calls", sa.Column("direction", sa.Text))


def downgrade() -> None:
    op.drop_column("calls", "direction")
    op.drop_table("callbacks")
