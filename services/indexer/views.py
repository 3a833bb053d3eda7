"""The views that the migrations make, with the columns that the code asks them for."""

from typing import Final

from sqlalchemy import Uuid, column, table

newest_deliveries: Final = table(
    "newest_deliveries",
    column("id", Uuid),
    column("prefix"),
    column("name"),
    column("item_key"),
    column("etag"),
    column("outcome"),
)
live_deliveries: Final = table("live_deliveries", column("document_id", Uuid), column("name"), column("item_key"))
live_documents: Final = table("live_documents", column("id", Uuid))
public_items: Final = table(
    "public_items", column("id", Uuid), column("document_id", Uuid), column("number"), column("title")
)
