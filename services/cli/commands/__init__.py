"""The verbs of ``referat``, one module each."""
