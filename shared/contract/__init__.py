"""What the services tell one another: facts, results, records, closed codes and keys."""
