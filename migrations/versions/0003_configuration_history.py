"""Where a configuration came from, and how much it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

_COLUMNS = {"file_name": sa.Text, "changes": sa.Integer, "restores": sa.Integer}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("configurations", sa.Column(name, kind))


def downgrade() -> None:
    for name in reversed(_COLUMNS):
        op.drop_column("configurations", name)
