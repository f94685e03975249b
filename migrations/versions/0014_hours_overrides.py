"""What people say of opening hours."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision: str | None = "0013"


def upgrade() -> None:
    op.create_table(
        "hours_overrides",
        sa.Column("hours_id", sa.Text, nullable=False),
        sa.Column("since_ms", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("until_ms", sa.BigInteger),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger),
        sa.Column("ended_by", sa.Text),
        sa.PrimaryKeyConstraint("hours_id", "since_ms", name=op.f("pk_hours_overrides")),
    )
    op.create_index(op.f("ix_hours_overrides_tenant_id_since_ms"), "hours_overrides", ["tenant_id", "since_ms"])
    is_open = sa.text("ended_at_ms IS NULL")
    op.create_index(
        "ix_hours_overrides_open", "hours_overrides", ["hours_id"], postgresql_where=is_open, sqlite_where=is_open
    )


def downgrade() -> None:
    op.drop_table("hours_overrides")
