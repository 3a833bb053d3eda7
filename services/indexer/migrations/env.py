"""Where Alembic starts: it is handed the connection, and decides nothing itself."""

from alembic import context

from services.indexer.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
