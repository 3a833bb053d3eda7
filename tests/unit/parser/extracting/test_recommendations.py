"""Recommendations: who, and each point of what."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from services.parser.extracting.recommendations import read_recommendations
from services.parser.segmenting.sections import Context, split_sections
from tests.builders import blocks


def _read(*lines: str) -> list[tuple[str | None, tuple[str, ...]]]:
    parts = split_sections(blocks(*lines), Context())
    return [(found.by, found.points) for found in read_recommendations(parts)]


def test_points_on_lines_of_their_own() -> None:
    """Numbering is removed, the words stay."""
    found = _read("Indstilling", "Direktøren indstiller,", "1. at broen males.", "2. at stien lukkes.")

    assert found == [("Direktøren", ("at broen males.", "at stien lukkes."))]


def test_one_point_in_the_same_sentence() -> None:
    """A second "at" inside the point does not cut it."""
    found = _read("Indstilling", "Havnechefen indstiller, at udvalget godkender, at broen males.")

    assert found == [("Havnechefen", ("at udvalget godkender, at broen males.",))]


def test_a_recommendation_without_a_heading() -> None:
    """ "X indstiller," in the case text is one, with its list below."""
    found = _read(
        "Sagsfremstilling",
        "Broen ruster.",
        "Direktøren for Teknik og Miljø indstiller,",
        "- At broen males.",
        "Beslutning",
        "Godkendt.",
    )

    assert found == [("Direktøren for Teknik og Miljø", ("At broen males.",))]


def test_a_sentence_about_recommending_is_none() -> None:
    """The passive at the end of a case text repeats the recommendation and is no other."""
    assert _read("Sagsfremstilling", "Det indstilles således, at udvalget godkender ansøgningen.") == []


def test_points_without_a_subject() -> None:
    """Who recommends may be unknown."""
    assert _read("Indstilling:", "Til godkendelse.") == [(None, ("Til godkendelse.",))]


def test_the_heading_may_name_the_subject() -> None:
    """ "Forvaltningen foreslår:" says who."""
    assert _read("Forvaltningen foreslår:", "- At broen males.") == [("Forvaltningen", ("At broen males.",))]


CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("recommendations.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_every_way_to_recommend_is_read(case: dict[str, Any]) -> None:
    """Under a heading or in prose, in one sentence or a list, with or without somebody who recommends."""
    parts = split_sections(blocks(*case["text"].split("\n")), Context())

    assert [[found.by or "", *found.points] for found in read_recommendations(parts)] == case["told"]
