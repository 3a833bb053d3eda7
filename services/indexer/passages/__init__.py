"""Full-text search over passages, once for each kind of database, behind one port."""
