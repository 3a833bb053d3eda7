"""Where the bytes are: one port, three adapters, one contract test over all of them."""
