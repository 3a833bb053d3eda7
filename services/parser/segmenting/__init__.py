"""Where things begin and end: the contents list, the agenda items, the sections of an item."""
