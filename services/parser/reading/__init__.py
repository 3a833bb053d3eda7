"""Bytes of any kind to pages of lines and tables, and those to one flow of paragraphs."""
