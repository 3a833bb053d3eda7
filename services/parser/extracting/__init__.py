"""One module for each kind of fact: from the blocks of an item or of the head to values with spans."""
