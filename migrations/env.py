"""Runs migrations on the connection that acd.storage.migrate opened; it holds the lock and the transaction."""

from alembic import context

from acd.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter a column: alembic then makes the table anew and copies
    render_as_batch=True,
    on_version_apply=context.config.attributes["on_version_apply"],
)
context.run_migrations()
