"""What an operator can set for the parser."""

from pydantic import Field

from shared.settings import StoreSettings


class ParserSettings(StoreSettings):
    """The store that the parser reads and writes, how much it parses at a time, and how often it sweeps."""

    parser_slots: int = Field(1, ge=1, le=64, description="how many files are parsed at a time, at most one per core")
    sweep_seconds: float = Field(60.0, gt=0, description="how many seconds pass between two sweeps")
