"""How a fact finds the service that hears it."""
