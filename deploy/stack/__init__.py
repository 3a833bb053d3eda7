"""The production shape on one machine, without Docker: real servers from packages, and the services beside them."""
