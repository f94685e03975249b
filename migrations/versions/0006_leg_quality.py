"""How the sound of each leg travelled."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    op.create_table(
        "leg_quality",
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("leg_id", sa.Text, nullable=False),
        sa.Column("offer_seq", sa.Integer),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("from_packets", sa.BigInteger, nullable=False),
        sa.Column("from_lost", sa.BigInteger, nullable=False),
        sa.Column("from_jitter_s", sa.Double, nullable=False),
        sa.Column("from_mos", sa.Double),
        sa.Column("to_packets", sa.BigInteger, nullable=False),
        sa.Column("to_lost", sa.BigInteger, nullable=False),
        sa.Column("to_jitter_s", sa.Double, nullable=False),
        sa.Column("to_mos", sa.Double),
        sa.Column("rtt_s", sa.Double),
        sa.PrimaryKeyConstraint("call_id", "leg_id", name=op.f("pk_leg_quality")),
    )


def downgrade() -> None:
    op.drop_table("leg_quality")
