"""Whether a text can be trusted to be what the document said: lost digits, lost line breaks."""

import re
from collections.abc import Iterator, Sequence

from services.parser.document import Block

_NO_DIGIT_AFTER = re.compile(r"\bkl\.?(?=\s+[^\d\s])|\bden\s*(?=[.:]|\s*$)", re.IGNORECASE | re.MULTILINE)
_DIGIT_AFTER = re.compile(r"\bkl\.?\s+\d|\bden\s+\d", re.IGNORECASE)
_LONG_LINE = 1_200  # letters of a line that holds more than one paragraph of minutes


def quality_faults(blocks: Sequence[Block], *, lost_lines: bool = False) -> Iterator[str]:
    """Yield one sentence for each way in which the text looks damaged.

    ``lost_lines`` says that lines had to be found again by the words of the template.
    """
    text = "\n".join(block.text for block in blocks if block.rows is None)
    lost = len(_NO_DIGIT_AFTER.findall(text))
    if lost >= 3 and lost > len(_DIGIT_AFTER.findall(text)):
        yield f"dates or clock times have lost their digits in {lost} places"
    long_letters = sum(len(block.text) for block in blocks if len(block.text) > _LONG_LINE)
    if lost_lines or long_letters > 0.5 * max(len(text), 1):
        yield "most of the text stands on very long lines: line breaks were lost"
