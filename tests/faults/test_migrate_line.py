"""What has the schema stand finds out that its own connection is dead: nobody else would make the schema again."""

from contextlib import closing

import pytest

from deploy.stack.servers.postgres import OWNER, PostgresServer
from services.indexer.app import build_migrate, open_repository
from services.indexer.settings import DatabaseSettings, MigrateSettings
from shared.settings import load
from tests.faults.behaviour import PASS, Blackhole
from tests.faults.proxy import Proxy


@pytest.mark.server
def test_a_schema_is_made_again_over_a_new_connection(postgres: PostgresServer) -> None:
    """The old one is given up within seconds, not waited for as long as a migration may take. Scenarios D12 and B7."""
    name = postgres.new_database("template1")
    with Proxy(postgres.port) as line:
        environ = postgres.environ(OWNER, name)
        through = {**environ, "REFERAT_DATABASE_URL": f"postgresql://{OWNER}@{line.address}/{name}"}
        migrate = build_migrate(load(MigrateSettings, through))
        (database,) = migrate.dependencies
        with closing(migrate):
            database.check()
            with postgres.connect(database=name) as connection:
                connection.execute("DROP SCHEMA public CASCADE")
            line.behave(Blackhole())
            line.behave(PASS)
            database.check()

    with closing(open_repository(load(DatabaseSettings, environ))) as repository:
        repository.check()
