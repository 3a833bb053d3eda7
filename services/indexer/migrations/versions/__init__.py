"""One module per revision. A published one is never edited: the next one corrects it."""
