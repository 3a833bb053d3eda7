"""Body, date, times and venue from every shape of head."""

import pytest

from services.parser.extracting.attendance import contradictory, read_attendance
from services.parser.extracting.meeting import doubtful_weekdays, read_meeting
from shared.contract.codes import AttendanceStatus
from shared.contract.record import Meeting
from tests.builders import blocks


def _meeting(*lines: str) -> Meeting:
    made = blocks(*lines)
    return read_meeting(made, made)


def test_a_title_with_body_and_date_on_two_lines() -> None:
    """The term in brackets stays, the date goes."""
    meeting = _meeting(
        "REFERAT Havneudvalget (2018-2021)",
        "d. 12-04-2021",
        "Mødedato Mandag d. 12. april 2021 kl. 12:30",
        "Mødested Webex",
    )

    assert meeting == Meeting(
        body="Havneudvalget (2018-2021)", body_key="havne", date="2021-04-12", start_time="12:30", venue="Webex"
    )


def test_a_committee_goes_before_the_council_above_it() -> None:
    """The cover names the council; the committee met."""
    meeting = _meeting(
        "Referat", "STRANDBY BYRÅD", "Strandby Byråd", "Havneudvalget", "Mødet den 14.12.2021 kl. 09.00 - 09.30"
    )

    assert (meeting.body, meeting.start_time, meeting.end_time) == ("Havneudvalget", "09:00", "09:30")


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("Referat til mødet i Havneudvalget den 24. august 2020 kl. 17:30 i Byrådssalen", "Havneudvalget"),
        ("Referat fra møde i Kommunalbestyrelsen mandag den 22. februar 2010", "Kommunalbestyrelsen"),
        ("Havneudvalget – Referat – 5. november 2018", "Havneudvalget"),
        ("Referat for Børn- Kultur og Fritidsudvalget møde den 12. januar 2021", "Børn- Kultur og Fritidsudvalget"),
        ("Møde i regionsrådet den 26. april 2022", "regionsrådet"),
    ],
)
def test_the_body_in_a_title_sentence(line: str, body: str) -> None:
    """What stands before the date and is no title word is the body."""
    assert _meeting(line).body == body


def test_a_name_that_is_no_body_word_stands_above_its_date() -> None:
    """ "Udvikling, By og Land" is a committee, too."""
    assert _meeting("Udvikling, By og Land", "Tirsdag den 08-10-2019 kl. 17:00").body == "Udvikling, By og Land"


def test_labels_and_values_on_lines_of_their_own() -> None:
    """A label may stand above its value."""
    meeting = _meeting("Møde:", "Havneudvalget", "Mødetid:", "12. januar 2021 kl. 14:00", "Møde slut:", "kl. 16.10")

    assert (meeting.body, meeting.date, meeting.start_time, meeting.end_time) == (
        "Havneudvalget",
        "2021-01-12",
        "14:00",
        "16:10",
    )


def test_the_decisions_tell_what_the_head_does_not() -> None:
    """Pages of one item have the meeting only in the decision's heading."""
    meeting = _meeting("Spørgetid", "Beslutning Byrådet den 26. november 2019", "Ingen spørgsmål.")

    assert (meeting.body, meeting.date) == ("Byrådet", "2019-11-26")


def test_earlier_decisions_do_not_date_a_meeting_with_bare_ones() -> None:
    """Under a bare "Beslutning" the dated headings are other meetings'."""
    meeting = _meeting(
        "Sti langs åen", "Vejudvalget, 3. februar 2020, pkt. 12:", "Anbefales.", "Beslutning", "Godkendt."
    )

    assert meeting.date is None


def test_the_meetings_own_list_of_people() -> None:
    """Members, absentees and others are told apart."""
    made = blocks(
        "Til stede: Asta Holm (A), Bo Lind og Karen Juhl",
        "Afbud: Ove Rask (V)",
        "Øvrige deltagere: Desuden deltager, Ida Krog, (ref.)",
    )
    found = [(entry.name, entry.party, entry.status) for entry in read_attendance(made)]

    assert found == [
        ("Asta Holm", "A", AttendanceStatus.PRESENT),
        ("Bo Lind", None, AttendanceStatus.PRESENT),
        ("Karen Juhl", None, AttendanceStatus.PRESENT),
        ("Ove Rask", "V", AttendanceStatus.ABSENT),
        ("Ida Krog", None, AttendanceStatus.OTHER),
    ]


def test_a_weekday_that_does_not_fit_its_date_is_told() -> None:
    """The 14th of March 2023 was a Tuesday."""
    made = blocks("Mandag den 14. marts 2023 kl. 16.00", "Tirsdag den 14. marts 2023", "14. marts 2023")

    assert list(doubtful_weekdays(made)) == ["Mandag 14. marts 2023"]


def test_who_is_listed_as_present_and_absent_is_kept_as_both() -> None:
    """A roll of members holds absentees too; a list of those present contradicts their absence."""
    roll = read_attendance(blocks("Medlemmer: Asta Holm, Bo Lind", "Afbud: Bo Lind"))
    claim = read_attendance(blocks("Til stede: Asta Holm, Bo Lind", "Afbud: Bo Lind"))

    assert [(entry.name, entry.status.value) for entry in roll] == [("Asta Holm", "present"), ("Bo Lind", "absent")]
    assert list(contradictory(roll)) == []
    assert list(contradictory(claim)) == ["Bo Lind"]
