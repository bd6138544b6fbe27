import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.notices import added_notices, correction_notices

BODY = "\n\n".join(f"The finance minister said that part {number} of the plan was ready." for number in range(12))


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        ("Correction: An earlier version of this article misstated the finance minister's age.", "correction"),
        ("CORRECTION (May 3, 2025): The vote is on Monday.", "correction"),
        ("Correction, 5 p.m.: The vote is on Monday.", "correction"),
        ("Correction — the vote is on Monday.", "correction"),
        ("Correction to this article: the vote is on Monday.", "correction"),
        ("[Correction: the vote is on Monday.]", "correction"),
        ("*Correction: the vote is on Monday.", "correction"),
        ("Corrections and clarifications: the vote is on Monday.", "correction"),
        ("A correction was made on May 3, 2025: An earlier version gave the wrong day.", "correction"),
        ("An earlier version of this article said that the vote was on Tuesday.", "correction"),
        ("A previous version of this story misidentified the minister.", "correction"),
        ("Because of an editing error, an earlier version gave the wrong day.", "correction"),
        ("• This article was amended on 3 May 2025 to correct the day of the vote.", "correction"),
        ("This story has been corrected to say that the vote is on Monday.", "correction"),
        ("This story has been updated to correct the spelling of a name.", "correction"),
        ("The headline was changed to reflect that.", "correction"),
        ("Clarification: The minister spoke of gross figures.", "clarification"),
        ("This article has been updated to clarify what the minister said.", "clarification"),
        ("This story has been updated.", "update"),
        ("This developing story will be updated.", "update"),
        ("Update: The vote was put off.", "update"),
        ("UPDATE (3 May, 14:00): The vote was put off.", "update"),
        ("Editor's note: The minister is a shareholder of this paper.", "editors_note"),
        ("Editors’ Note: The minister is a shareholder of this paper.", "editors_note"),
        ("Korrektur: Die Abstimmung ist am Montag.", "correction"),
        ("Berichtigung vom 3. Mai 2025: Die Abstimmung ist am Montag.", "correction"),
        ("In einer früheren Version dieses Artikels hieß es, die Abstimmung sei am Dienstag.", "correction"),
        ("In einer ersten Fassung stand, die Abstimmung sei am Dienstag.", "correction"),
        ("Wir haben die Angabe zum Tag der Abstimmung korrigiert.", "correction"),
        ("Anmerkung der Redaktion: Der Minister ist an dieser Zeitung beteiligt.", "editors_note"),
        ("Dieser Artikel wurde am 3. Mai aktualisiert.", "update"),
        ("Rectificatif : le vote a lieu lundi.", "correction"),
        ("Une version précédente de cet article indiquait que le vote avait lieu mardi.", "correction"),
        ("Cet article a été modifié le 3 mai.", "correction"),
        ("Précision : le ministre parlait de chiffres bruts.", "clarification"),
        ("Mise à jour : le vote est reporté.", "update"),
        ("Cet article a été mis à jour.", "update"),
        ("Note de la rédaction : le ministre est actionnaire du journal.", "editors_note"),
        ("Corrección: la votación es el lunes.", "correction"),
        ("Fe de errores: la votación es el lunes.", "correction"),
        ("Una versión anterior de este artículo decía que la votación era el martes.", "correction"),
        ("Esta noticia ha sido corregida.", "correction"),
        ("Aclaración: el ministro hablaba de cifras brutas.", "clarification"),
        ("Este artículo ha sido actualizado.", "update"),
        ("Nota de la redacción: el ministro es accionista.", "editors_note"),
    ],
)
@pytest.mark.parametrize("form", ["{notice}\n\n{body}", "{body}\n\n{notice}", "{notice}"])
def test_a_notice_is_found_before_and_after_the_article(notice: str, kind: str, form: str) -> None:
    text = form.format(notice=notice, body=BODY)
    (found,) = correction_notices(text)
    assert (text[found.start : found.end], found.kind) == (notice, kind)


def test_a_notice_at_the_end_of_a_paragraph_begins_where_its_sentence_does() -> None:
    text = "The vote is on Monday. This story has been updated."
    (found,) = correction_notices(text)
    assert text[found.start : found.end] == "This story has been updated."


def test_a_label_alone_belongs_to_the_paragraph_after_it() -> None:
    text = f"{BODY}\n\nCorrection\n\nThe vote is on Monday, not on Tuesday."
    (found,) = correction_notices(text)
    assert text[found.start : found.end] == "Correction\n\nThe vote is on Monday, not on Tuesday."


@pytest.mark.parametrize(
    "paragraph",
    [
        "Corrections officers said that the prison was full.",
        "A correction of the market: analysts expect it soon.",
        "The correction came late.",
        "An earlier version of the bill had been voted down.",
        "The report was published on Monday.",
        "The story of the minister has been told.",
        "Updated figures show that the plan works.",
        "In einer früheren Fassung des Gesetzes war das anders.",
        "“This is a correction,” the minister said: nothing else.",
    ],
)
def test_what_is_no_notice(paragraph: str) -> None:
    assert correction_notices(paragraph) == ()


def test_in_the_middle_of_an_article_nothing_is_a_notice() -> None:
    assert correction_notices(f"{BODY}\n\nCorrection: the vote is on Monday.\n\n{BODY}") == ()


def test_added_notices_are_those_that_the_old_version_lacks() -> None:
    update, correction = "This story has been updated.", "Correction: the vote is on Monday."
    old, new = f"{BODY}\n\n{update}", f"{BODY}\n\nMore.\n\n{update}\n\n{correction}"
    assert [new[one.start : one.end] for one in added_notices(old, new)] == [correction]
    assert added_notices(new, old) == ()


@given(st.lists(st.sampled_from(["Correction", "Update: x", "This story has been updated.", "x", "", " "]) | st.text()))
def test_notices_lie_in_the_text_in_order_and_apart(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    end = 0
    for notice in correction_notices(text):
        assert end <= notice.start < notice.end <= len(text)
        end = notice.end
