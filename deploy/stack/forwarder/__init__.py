"""A store that sends events, made of one that does not: a proxy before it, which tells of what it has let through."""
