"""From the items to the database and the receipts: rows that anyone can query."""
