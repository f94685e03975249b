"""What agents asked for while a call was in hand, and when their wrap-up ends."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"

_COLUMNS = {"pause_wish": sa.Text, "sign_out_wish": sa.Boolean, "until_ms": sa.BigInteger}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("agent_states", sa.Column(name, kind))


def downgrade() -> None:
    for name in reversed(_COLUMNS):
        op.drop_column("agent_states", name)
