"""The three services and the command line that puts them together on one machine."""
