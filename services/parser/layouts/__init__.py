"""Layouts of minutes as data: one small file each, read by services.parser.choosing."""
