"""What becomes of a folder: pages by outlet and URL, and a reason for each file that gives none."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.errors import RegistryError, UnknownOutlet, UnreadablePage
from sources.manifest import parse_manifest
from sources.read import Reading, read_folder
from sources.registry import Registry, load_registry
from sources.types import Outlet, Page, PageNotes, content_id

SEEDS = Path(__file__).parents[2] / "seeds"
NOW = datetime(2025, 11, 21, 9, tzinfo=UTC)
POST = Outlet("post", "Quayside Post", "newspaper", "GB", "en", domains=("post.example",))
WIRE = Outlet("wire", "Northwire", "wire", "GB", "en", domains=("wire.example",))
REGISTRY = Registry((POST, WIRE))

OURS = '<html><head><link rel="canonical" href="https://post.example/a?utm_source=x#y"></head><body><p>Said.</p></body></html>'
MANIFEST = """
[[outlets]]
id = "herald"
name = "Herald (stand-in)"
kind = "newspaper"
country = "GB"
language = "en"
domains = ["herald.example"]
synthetic = true
"""


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """Return a folder with a fixed name: it is part of the URLs of files that have no other."""
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def lay(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def read(root: Path, outlet_id: str | None = None) -> Reading:
    return read_folder(root, REGISTRY, now=NOW, outlet_id=outlet_id)


def entry(**fields: str) -> str:
    return "\n[[pages]]\n" + "\n".join(f"{name} = {value}" for name, value in fields.items()) + "\n"


def paths(reading: Reading) -> list[str]:
    """Return the pages' paths from the root on."""
    return [page.url.split("/", 1)[1] for page in reading.pages]


def test_files_are_found_in_order_and_without_what_is_no_page(tmp_path: Path) -> None:
    names = ["b.html", "a.txt", "sub/c.HTM", "sub/d.xhtml"]
    others = ["README.txt", "readme.html", "notes.md", "expected.json", ".hidden.txt", ".git/e.html"]
    lay(tmp_path, {**dict.fromkeys(names, "x"), **dict.fromkeys(others, "")})
    assert paths(read(tmp_path, "post")) == ["a.txt", "b.html", "sub/c.HTM", "sub/d.xhtml"]


def test_links_are_followed_to_files_inside_only(tmp_path: Path) -> None:
    root = lay(tmp_path / "root", {"a.txt": "Said.", "sub/b.txt": "Said."})
    lay(tmp_path / "outside", {"c.txt": "Secret."})
    (root / "inside.txt").symlink_to(root / "a.txt")
    (root / "leaves.txt").symlink_to(tmp_path / "outside" / "c.txt")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "loop").symlink_to(root)
    (root / "round.txt").symlink_to(root / "round.txt")
    reading = read(root, "post")
    assert paths(reading) == ["a.txt", "inside.txt", "sub/b.txt"]
    assert [item.key for item in reading.skipped] == ["round.txt"]


@pytest.mark.parametrize(
    ("head", "outlet_id", "url"),
    [
        ('<link rel="canonical" href="https://www.post.example/a?utm_source=x#y">', "post", "https://www.post.example/a"),
        ('<meta property="og:url" content="https://post.example/b">', "post", "https://post.example/b"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "url": "https://post.example/c"}</script>',
         "post", "https://post.example/c"),
        ('<link rel="canonical" href="https://wire.example/d"><meta property="og:url" content="https://post.example/d">',
         "post", "https://post.example/d"),
        ('<link rel="canonical" href="/e"><meta property="og:url" content="https://post.example/b">',
         "post", "https://post.example/e"),
        ('<link rel="canonical" href="https://else.example/f">', "herald", "https://else.example/f"),
        ("", "herald", "file:in/sub/a.html"),
    ],
)  # fmt: skip
def test_outlet_and_url_of_an_html_page(tmp_path: Path, head: str, outlet_id: str, url: str) -> None:
    body = f"<html><head>{head}</head><body><p>Said.</p></body></html>"
    lay(tmp_path, {"manifest.toml": MANIFEST, "sub/a.html": body})
    assert read(tmp_path, "herald").pages == (
        Page(content_id(outlet_id, url, body), outlet_id, url, NOW, "text/html", body.encode()),
    )


def test_a_manifest_outranks_the_page(tmp_path: Path) -> None:
    said = entry(
        file='"a.html"', outlet='"herald"', url='"https://herald.example/x#y"', fetched="2025-11-20T21:00:00+01:00",
        title='"T"', byline='"B"', published="2025-11-20", modified="2025-11-20T08:00:00", language='"fr"',
        synthetic="true",
    )  # fmt: skip
    reading = read(lay(tmp_path, {"manifest.toml": MANIFEST + said, "a.html": OURS}))
    (page,) = reading.pages
    assert (page.outlet_id, page.url) == ("herald", "https://herald.example/x")
    assert page.fetched_at == datetime(2025, 11, 20, 20, tzinfo=UTC)
    assert page.notes == PageNotes(
        "T", "B", datetime(2025, 11, 20, tzinfo=UTC), datetime(2025, 11, 20, 8, tzinfo=UTC), "fr", synthetic=True
    )
    assert reading.registry.get("herald").synthetic
    assert reading.skipped == ()


def test_another_outlets_address_is_not_taken_for_the_pages_own(tmp_path: Path) -> None:
    root = lay(tmp_path, {"manifest.toml": entry(file='"a.html"', outlet='"wire"'), "a.html": OURS})
    assert [(page.outlet_id, page.url) for page in read(root).pages] == [("wire", "file:in/a.html")]


def test_the_nearest_manifest_governs(tmp_path: Path) -> None:
    root = lay(
        tmp_path,
        {
            "manifest.toml": entry(file='"sub/a.txt"', outlet='"wire"') + entry(file='"sub/b.txt"', outlet='"wire"'),
            "sub/manifest.toml": entry(file='"a.txt"', outlet='"post"'),
            "sub/a.txt": "Said.",
            "sub/b.txt": "Said.",
        },
    )
    assert [(page.url, page.outlet_id) for page in read(root).pages] == [
        ("file:in/sub/a.txt", "post"),
        ("file:in/sub/b.txt", "wire"),
    ]


def test_a_single_file_is_governed_by_the_manifest_beside_it(tmp_path: Path) -> None:
    said = entry(file='"a.txt"', outlet='"herald"') + entry(file='"gone.txt"')
    lay(tmp_path, {"manifest.toml": MANIFEST + said, "a.txt": "Said.", "b.txt": "Said."})
    reading = read(tmp_path / "a.txt")
    assert [(page.url, page.outlet_id) for page in reading.pages] == [("file:in/a.txt", "herald")]
    assert reading.skipped == ()


TAKEN = {"a.txt": "Said."}  # read beside every failure below


@pytest.mark.parametrize(
    ("files", "key", "reason"),
    [
        ({"b.txt": ""}, "b.txt", "the file is empty"),
        ({"b.txt": " \n"}, "b.txt", "the file is empty"),
        ({"b.txt": "x" * 501}, "b.txt", "larger than 500 bytes"),
        ({"b.html": bytes(range(256))}, "b.html", "is not text"),
        ({"b.html": "<p>" + "<b>" * 300}, "b.html", "larger than 500 bytes"),
        ({"sub/b.html": "<p>Said.</p>"}, "sub/b.html", "the page names no URL of its own"),
        ({"b.html": OURS.replace("post.", "else.")}, "b.html", "https://else.example/a is of no known outlet"),
        ({"b.txt": "Said."}, "b.txt", "--outlet"),
        ({"sub/manifest.toml": entry(file='"b.txt"')}, "sub/b.txt", "there is no such file"),
        ({"sub/manifest.toml": entry(file='"x"'), "sub/x/y.md": ""}, "sub/x", "there is no such file"),
        ({"sub/manifest.toml": entry(file='"b.pdf"'), "sub/b.pdf": "x"}, "sub/b.pdf", "not of .html"),
        ({"sub/manifest.toml": entry(file='"b.txt"', outlet='"pots"'), "sub/b.txt": "x"}, "sub/b.txt", "'pots'"),
        ({"sub/manifest.toml": "[[pages]"}, "sub/manifest.toml", "not a TOML file"),
        ({"sub/manifest.toml": b"\xff\xfe"}, "sub/manifest.toml", "not a TOML file"),
        ({"sub/manifest.toml": entry(file='"../a.txt"')}, "sub/manifest.toml", "leads out of"),
        ({"sub/manifest.toml": MANIFEST.replace('"herald"', '"Herald"')}, "sub/manifest.toml", "'Herald'"),
        ({"sub/manifest.toml": MANIFEST.replace("herald.ex", "post.ex")}, "sub/manifest.toml", "post.example"),
    ],
)  # fmt: skip
def test_one_failure_is_told_and_the_rest_is_read(
    tmp_path: Path, files: dict[str, str | bytes], key: str, reason: str
) -> None:
    said = {"manifest.toml": entry(file='"a.txt"', outlet='"post"')}
    reading = read_folder(lay(tmp_path, {**TAKEN, **said, **files}), REGISTRY, now=NOW, largest=500)
    assert [page.url for page in reading.pages] == ["file:in/a.txt"]
    (skipped,) = reading.skipped
    assert (skipped.key, skipped.stage) == (key, "read")
    assert reason in skipped.reason


def test_what_a_malformed_manifest_would_govern_is_skipped_with_it(tmp_path: Path) -> None:
    reading = read(lay(tmp_path, {"a/manifest.toml": "pages = 3", "a/b/c.html": OURS, "d.txt": "Said."}), "post")
    assert paths(reading) == ["d.txt"]
    assert [(skipped.key, "a/manifest.toml" in skipped.reason) for skipped in reading.skipped] == [
        ("a/manifest.toml", True),
        ("a/b/c.html", True),
    ]


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    reading = read(tmp_path, "post")
    assert {skipped.key: skipped.reason for skipped in reading.skipped} == {
        "dangling.txt": "cannot be read: No such file or directory",
        "pipe.txt": "not a regular file, so not read",
    }


def test_a_file_name_that_is_no_utf8_is_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Said.")
    assert [page.url for page in read(tmp_path, "post").pages] == ["file:in/caf%E9.txt"]


def test_a_missing_root_and_an_unknown_outlet_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match=r"gone does not exist; name a folder"):
        read(tmp_path / "gone")
    with pytest.raises(UnknownOutlet, match="'pots'"):
        read(tmp_path, "pots")


def test_a_single_file_of_another_type_is_skipped(tmp_path: Path) -> None:
    lay(tmp_path, {"a.pdf": "%PDF"})
    (skipped,) = read(tmp_path / "a.pdf", "post").skipped
    assert skipped.reason == "a file of .pdf; those of .html, .htm, .xhtml, .txt can be read"


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("outlets = 3", "outlets"),
        ("pages = [3]", r"pages is \[3\]"),
        ("sites = []", "unknown field 'sites'; known are outlets, pages"),
        (entry(file='"a"', publised="2025-11-20"), "m: page 1: unknown field 'publised'; known are file, outlet"),
        (entry(outlet='"post"'), "m: page 1: file is missing"),
        (entry(file='""'), "m: page 1: file is ''"),
        (entry(file='"/etc/passwd"'), "leads out of the manifest's folder"),
        (entry(file='"a"') + entry(file='"./a"'), "two pages have the file 'a'"),
        (entry(file='"a"', url='"javascript:x"'), "url is 'javascript:x'; it takes an address"),
        (entry(file='"a"', published='"2025-11-20"'), "published is '2025-11-20'; it takes a date or time without"),
        (entry(file='"a"', published="0001-01-01T00:00:00+10:00"), "published is 0001-01-01 .*; it takes a year"),
        (entry(file='"a"', modified="9999-12-31T23:00:00-05:00"), "it takes a year from 1900 to 2199"),
        (entry(file=f'"{"a" * 300}"'), "a name of more than 255 bytes"),
        ("a = " + "[" * 5_000, "not a TOML file"),
        (entry(file='"a"', fetched="10:00:00"), "fetched is datetime.time"),
        (entry(file='"a"', synthetic='"yes"'), "synthetic is 'yes'; it takes true or false"),
    ],
)
def test_a_malformed_manifest_says_where_and_what_would_work(manifest: str, message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        parse_manifest(manifest.encode(), "m")


def test_the_seeds_are_read_whole() -> None:
    reading = read_folder(SEEDS, load_registry(), now=NOW)
    assert reading.skipped == ()
    assert len(reading.pages) == 12
    assert [page.outlet_id for page in reading.pages if not page.notes.synthetic] == ["unnamed-outlet"]
    assert reading == read_folder(SEEDS, load_registry(), now=NOW)
