"""Which version of the parser this is: results of another version are missing, and are made again."""

PARSER_VERSION = "4"
"""Raised whenever any output may change; tests/unit/parser/test_version.py holds it to code and data."""
