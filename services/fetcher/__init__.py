"""From the drop to the archive: what may come in, exactly as it came."""
