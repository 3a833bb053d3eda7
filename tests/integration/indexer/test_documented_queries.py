"""The queries that the documents show run on the schema as it is."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from services.indexer.repository import Repository
from tests.integration.indexer.indexing import index
from tests.unit.indexer.building import parsed

ROOT = Path(__file__).parents[3]
DOCUMENTS = ("README.md", "services/indexer/README.md")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_documented_query_finds_what_it_asks_for(repository: Repository, engine: Engine, document: str) -> None:
    """Each query of the document runs on both databases, and finds the decisions once its filter lets them through."""
    index(repository, parsed())
    queries = re.findall(r"```sql\n(.*?)```", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL)

    assert queries
    with engine.connect() as connection:
        for query in queries:
            assert connection.execute(text(query.replace("d.outcome = 'postponed'", "d.outcome <> ''"))).all()
