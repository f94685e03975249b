"""How calls went through their flows."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:
    op.create_table(
        "flow_walks",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("tenant_id", sa.Text, nullable=False),
        sa.Column("flow_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_flow_walks"),
    )
    op.create_index("ix_flow_walks_tenant_id_at_ms", "flow_walks", ["tenant_id", "at_ms"])


def downgrade() -> None:
    op.drop_table("flow_walks")
