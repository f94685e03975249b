"""Messages that callers left while nobody could answer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    op.create_table(
        "voicemails",
        sa.Column("voicemail_id", sa.Text, nullable=False),
        sa.Column("call_id", sa.Text, nullable=False),
        sa.Column("tenant_id", sa.Text),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("caller_number", sa.Text, nullable=False),
        sa.Column("left_at_ms", sa.BigInteger, nullable=False),
        sa.Column("sound_ms", sa.BigInteger, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("heard_at_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("voicemail_id", name="pk_voicemails"),
    )
    op.create_index("ix_voicemails_left_at_ms_voicemail_id", "voicemails", ["left_at_ms", "voicemail_id"])
    op.create_index("ix_voicemails_tenant_id_left_at_ms", "voicemails", ["tenant_id", "left_at_ms"])


def downgrade() -> None:
    op.drop_table("voicemails")
