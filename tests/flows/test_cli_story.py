"""`sayso story` and `sayso trace`: what they find, what they refuse, and what became of claims that went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims.types import Story
from flows.reporting import UnknownStory
from flows.story_report import AmbiguousStory, find_story
from tests.flows.test_versions import build
from tests.support import Sayso

OVERLAY = """
[[outlets]]
id = "{id}"
name = "{name}"
kind = "newspaper"
country = "GB"
language = "en"
domains = ["{id}.example"]
"""
MANIFEST = """
[[pages]]
file = "{file}"
outlet = "{outlet}"
url = "https://{outlet}.example/ferry"
title = "Ferry to Skarholm {file}"
published = {published}
language = "en"
"""
REST = (
    "The council of the island met for three hours on Thursday and heard from the harbour office about the ferry.\n\n"
    "Some forty people came to the hall, and many of them wanted to know how they would get to work in the winter.\n\n"
)
CLAIM = "“The ferry to Skarholm will not sail before the spring of next year,” harbour master Ida Holm said.\n\n"


def asked(sayso: Sayso, seeded: Path, *arguments: str) -> dict[str, object]:
    result = sayso(*arguments, "--format", "json", cwd=seeded)
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_a_story_is_found_by_words_of_its_title_and_by_its_id(sayso, seeded):
    by_words = asked(sayso, seeded, "story", "blindsided WITKOFF")
    assert by_words["title"] == "Europe blindsided by Witkoff’s Ukraine plan"
    assert asked(sayso, seeded, "story", by_words["story"]["id"]) == by_words
    copies = {(copy["copy"]["outlet"]["id"], copy["origin"]["outlet"]["id"]) for copy in by_words["copies"]}
    assert copies == {
        ("harbour-times-stand-in", "meridian-press-agency-stand-in"),
        ("valley-courier-stand-in", "meridian-press-agency-stand-in"),
    }
    assert len(by_words["timeline"]) == len(by_words["story"]["outlets"]) == 9
    cap = next(one for one in by_words["lineages"] if "600,000" in one["summary"])
    assert cap["first"]["id"] == "wsj-stand-in"
    assert cap["independent_sources"] == 2


@pytest.mark.parametrize("form", ["html", "md"])
@pytest.mark.parametrize("command", [("story", "Europe blindsided"), ("trace", "600,000 troops at most")])
def test_files_are_written_whole(sayso, seeded, tmp_path, command, form):
    out = tmp_path / f"page.{form}"
    result = sayso(*command, "--format", form, "--out", str(out), cwd=seeded)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", f"Wrote {out}\n")
    assert "600,000" in out.read_text(encoding="utf-8")


def test_a_story_that_is_not_there_is_refused(sayso, seeded):
    result = sayso("story", "soup", cwd=seeded)
    assert result.returncode == 1
    assert "no story has the id 'soup', or these words in its title" in result.stderr


def stories(*titles: str) -> list[Story]:
    return [Story(f"{number:016x}", title, (), None) for number, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("plan", "Plan"),
        ("talks", "Peace talks fail"),
        ("FAIL peace", "Peace talks fail"),
        ("0000000000000002", "Peace plan two"),
    ],
)
def test_words_name_the_story_that_alone_has_them(named, found):
    assert find_story(stories("Plan", "Peace talks fail", "Peace plan two"), named).title == found


def test_words_of_several_stories_list_them_by_id():
    with pytest.raises(AmbiguousStory) as error:
        find_story(stories("Peace plan", "Plan B", "Else"), "plan")
    assert "0000000000000000  Peace plan\n  0000000000000001  Plan B" in str(error.value)
    with pytest.raises(AmbiguousStory, match="and 30 more"):
        find_story(stories(*["Same"] * 50), "same")
    with pytest.raises(UnknownStory):
        find_story(stories("Plan"), " ")


def test_a_text_finds_the_claim_and_its_ids_give_the_same_trace(sayso, seeded):
    found = asked(sayso, seeded, "trace", "the Ukrainian army is limited to 600,000 troops")
    assert found["how"] == "text"
    assert found["candidates"][0]["sureness"] == "likely"
    tellings = found["traced"]["tellings"]
    assert [one["telling"]["outlet"]["id"] for one in tellings] == [
        "wsj-stand-in",
        "meridian-press-agency-stand-in",
        "harbour-times-stand-in",
        "valley-courier-stand-in",
        "northern-herald-stand-in",
    ]
    assert "number differs: 600,000 / 800,000 (troop)" in [change["label"] for change in tellings[-1]["changes"]]
    assert [check["verdict"] for check in found["traced"]["relay_checks"]] == ["altered"]
    assert len(found["traced"]["copies"]) == 2
    by_group = asked(sayso, seeded, "trace", found["traced"]["group_id"])
    by_claim = asked(sayso, seeded, "trace", tellings[2]["telling"]["claim_id"])
    assert by_group["traced"] == by_claim["traced"] == found["traced"]
    assert (by_group["how"], by_claim["how"]) == ("group", "claim")


def test_the_limit_is_kept(sayso, seeded):
    assert len(asked(sayso, seeded, "trace", "the plan", "--limit", "2")["candidates"]) == 2


@pytest.mark.parametrize("question", ["a recipe for tomato soup", "zzz", "Ὀδυσσεύς"])
def test_what_nobody_claims_is_answered_without_a_trace(sayso, seeded, question):
    found = asked(sayso, seeded, "trace", question)
    assert (found["traced"], found["candidates"]) == (None, [])
    assert "comes near this text" in found["answer"]


@pytest.mark.parametrize(
    ("question", "message"),
    [("0123456789abcdef", "neither a claim nor a claim group has the id"), (" …", "nothing was asked")],
)
def test_what_cannot_be_looked_for_is_refused(sayso, seeded, question, message):
    result = sayso("trace", question, cwd=seeded)
    assert result.returncode == 1
    assert message in result.stderr


def test_a_snapshot_without_groups_has_nothing_near(sayso, tmp_path):
    build(tmp_path)
    found = asked(sayso, tmp_path, "trace", "the talks have failed")
    assert found["answer"].startswith("No claim is held that comes near this text.")


def test_a_claim_that_no_story_has_is_traced_alone(sayso, tmp_path):
    build(tmp_path)
    [row] = json.loads(
        sayso("sql", "SELECT standing_id FROM standings WHERE fate = 'withdrawn'", "--json", cwd=tmp_path).stdout
    )
    traced = asked(sayso, tmp_path, "trace", row["standing_id"])["traced"]
    [telling] = traced["tellings"]
    assert traced["lineage"] is None
    assert (telling["gone"], telling["fate"], telling["stands_in"]) == (True, "withdrawn", [1, 2])
    assert [step["kind"] for step in telling["steps"]] == ["content_removed"]


def test_what_an_outlet_took_back_is_told_with_what_others_say(sayso, tmp_path):
    """The Post no longer has the claim, the Herald still does: traces by text and by the lost claim's id show both."""
    folder = tmp_path / "news"
    folder.mkdir()
    overlay = tmp_path / "outlets.toml"
    overlay.write_text(
        "".join(OVERLAY.format(id=id_, name=id_.title()) for id_ in ("post", "herald")), encoding="utf-8"
    )
    (folder / "manifest.toml").write_text(
        MANIFEST.format(file="a.txt", outlet="post", published="2025-11-20T08:00:00Z")
        + MANIFEST.format(file="b.txt", outlet="herald", published="2025-11-20T09:00:00Z"),
        encoding="utf-8",
    )
    (folder / "b.txt").write_text(REST.replace("Some forty", "About fifty") + CLAIM, encoding="utf-8")
    for text, now in (
        (CLAIM + REST, "2025-11-20T12:00:00Z"),
        (REST + "Nothing else was decided.", "2025-11-20T13:00:00Z"),
    ):
        (folder / "a.txt").write_text(text, encoding="utf-8")
        result = sayso("run", str(folder), "--direct", env={"SAYSO_NOW": now, "SAYSO_OUTLETS": str(overlay)})
        assert result.returncode == 0, result.stderr
    traced = asked(sayso, tmp_path, "trace", "no ferry to Skarholm before spring")["traced"]
    assert [(one["telling"]["outlet"]["id"], one["gone"]) for one in traced["tellings"]] == [
        ("post", True),
        ("herald", False),
    ]
    lost = traced["tellings"][0]
    assert (lost["fate"], lost["stands_in"], lost["source"]["versions"]) == ("withdrawn", [1], 2)
    assert asked(sayso, tmp_path, "trace", lost["telling"]["claim_id"])["traced"] == traced
