"""Who answered an agent's call for a supervisor."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    op.add_column("assistance", sa.Column("supervisor_id", sa.Text))


def downgrade() -> None:
    op.drop_column("assistance", "supervisor_id")
