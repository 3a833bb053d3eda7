"""Running Referat: the stack on one machine, and what production needs."""
