"""The command line: what each command prints, refuses, and exits with."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from tests.support import SEEDS, Sayso

COMMANDS = (
    "run", "ingest", "replay", "retry", "match", "review", "report", "diff", "sql", "schema", "export", "versions",
    "outlets", "site", "browse", "story", "trace", "speaker", "outlet", "digest", "status", "metrics", "alert",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_examples(sayso: Sayso, command: str) -> None:
    result = sayso(command, "--help")
    assert result.returncode == 0
    assert f"  sayso {command}" in result.stdout


def test_help_documents_the_exit_codes(sayso: Sayso) -> None:
    help_ = sayso("--help").stdout
    assert [line.split()[0] for line in help_.split("Exit codes:")[1].splitlines() if line.strip()] == [
        "0",
        "1",
        "2",
        "3",
        "4",
        "130",
    ]


def test_sql_as_json(sayso: Sayso, seeded: Path) -> None:
    result = sayso("sql", "SELECT 1 AS a, [1, 2] AS b, DATE '2025-11-20' AS c, NULL AS d", "--json", cwd=seeded)
    assert json.loads(result.stdout) == [{"a": 1, "b": [1, 2], "c": "2025-11-20", "d": None}]


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("DATE '290000-01-01'", "<value out of range: 105200797>"),
        ("TIMESTAMP_NS '2020-01-01 00:00:00.123456789'", "2020-01-01 00:00:00.123456789"),
        ("MAP {'a': 1}", {"a": 1}),
        ("[{'a': 1.5}]", [{"a": 1.5}]),
        ("'NaN'::DOUBLE", "nan"),
        ("12345678901234567890", 12345678901234567890),
        ("'\\x41'::BLOB", "41"),
        ("chr(155) || chr(8238)", "\x9b\u202e"),
    ],
)
def test_every_value_has_a_json_form(sayso: Sayso, seeded: Path, expression: str, shown: object) -> None:
    result = sayso("sql", f"SELECT {expression} AS value, 0 AS value", "--json", cwd=seeded)
    assert json.loads(result.stdout) == [{"value": shown, "value_2": 0}]
    assert result.stdout.isascii()
    assert sayso("sql", f"SELECT {expression}", cwd=seeded).returncode == 0


def test_sql_as_csv_keeps_spreadsheets_from_running_text(sayso: Sayso, seeded: Path) -> None:
    result = sayso("sql", "SELECT -1 AS number, '=1+1' AS formula, 'a,b' AS comma", "--csv", cwd=seeded)
    assert list(csv.reader(io.StringIO(result.stdout))) == [["number", "formula", "comma"], ["-1", "'=1+1", "a,b"]]


def test_a_table_on_a_terminal_holds_no_escape_codes(sayso: Sayso, seeded: Path) -> None:
    query = "SELECT chr(27) || '[31mred' || chr(8238) || '[bold]' AS text"
    result = sayso("sql", query, cwd=seeded)
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "[31mred" in result.stdout
    assert "[bold]" in result.stdout


def test_sql_works_while_another_process_is_writing(sayso: Sayso, seeded: Path) -> None:
    with writer(seeded):
        result = sayso("sql", "SELECT count(*) AS claims FROM claims", "--json", cwd=seeded)
        assert json.loads(result.stdout)[0]["claims"] > 0
        second_writer = sayso("match", "--direct", cwd=seeded)
    assert second_writer.returncode == 1
    assert "warehouse.duckdb" in second_writer.stderr


class writer:  # noqa: N801  # used like a function
    """Another process that holds the warehouse open for writing."""

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd

    def __enter__(self) -> None:
        code = (
            "import sys; from pathlib import Path; from warehouse import Warehouse\n"
            "with Warehouse.open(Path('out/warehouse.duckdb')): print('open', flush=True); sys.stdin.read()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=self.cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "open\n"

    def __exit__(self, *_: object) -> None:
        self.process.communicate()


REFUSED = [
    (["sql", "DELETE FROM claims"], 1, "read"),
    (["sql", "SELEC 1"], 1, "SELEC"),
    (["sql", "FROM read_csv('/etc/hostname')"], 1, "nothing but the snapshot"),
    (["sql", "SELECT 1", "--json", "--csv"], 2, "--json and --csv"),
    (["diff", "unnamed-outlet", "wjs-stand-in"], 1, "wsj-stand-in"),
    (["diff", "unnamed-outlet", "wsj-stand-in", "--story", "nope"], 1, "nope"),
    (["diff", "unnamed-outlet"], 2, "OUTLET"),
    (["diff", "unnamed-outlet", "unnamed-outlet"], 2, "twice"),
    (["diff", "unnamed-outlet", "wsj-stand-in", "--out", "/proc/diff.md"], 1, "/proc/diff.md"),
    (["schema", "claim"], 1, "claims"),
    (["fly"], 2, "fly"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), REFUSED)
def test_refusals_say_what_would_work(
    sayso: Sayso, seeded: Path, arguments: list[str], code: int, message: str
) -> None:
    result = sayso(*arguments, cwd=seeded)
    assert (result.returncode, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_the_version_is_told(sayso: Sayso) -> None:
    assert sayso("--version").stdout == f"sayso {version('sayso')}\n"


# A process that a script started in the background is born to ignore SIGINT.
HEEDING_SIGINT = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
print("ready", flush=True)
from flows.__main__ import main
main()
"""


@pytest.mark.parametrize("phase", ["importing", "working"])
def test_ctrl_c_ends_it_with_130(tmp_path: Path, phase: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "long.txt").write_text(
        "“We will not sign,” the minister said on Friday, adding that talks go on. " * 40_000
    )
    command = [sys.executable, "-c", HEEDING_SIGINT, "run", "--direct", "--outlet", "bbc", str(folder)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        while phase == "working" and not (tmp_path / "out/warehouse.duckdb").exists():
            time.sleep(0.05)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told


def test_without_a_snapshot_sql_says_how_to_make_one(sayso: Sayso) -> None:
    result = sayso("sql", "SELECT 1")
    assert result.returncode == 1
    assert "sayso run" in result.stderr


@pytest.fixture
def bad_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("The minister said: “We will not sign the treaty in its present form.”\n\n" * 3)
    return folder


@pytest.mark.parametrize(
    ("name", "content", "reason", "expected"),
    [
        ("empty.html", b"", "empty", 2),
        ("blank.txt", b" \n\n ", "empty", 2),
        ("noise.txt", bytes(range(256)) * 20, "noise.txt", 2),
        ("wrong-utf16.txt", "The minister said nothing at all today.".encode("utf-16-le") + b"\xd8", "wrong-utf16", 2),
        ("other/manifest.toml", b"[[pages]\nfile =", "TOML", 2),
        ("manifest.toml", b'[[pages]]\nfile = "gone.html"\noutlet = "wsj"', "gone.html", 2),
        ("manifest.toml", b'[[pages]]\nfile = "good.txt"\noutlet = "wjs"', "wsj", 1),
    ],
)
def test_bad_input_is_named_and_the_others_are_processed(
    sayso: Sayso, bad_folder: Path, tmp_path: Path, name: str, content: bytes, reason: str, expected: int
) -> None:
    (bad_folder / name).parent.mkdir(exist_ok=True)
    (bad_folder / name).write_bytes(content)
    (bad_folder / "also-good.txt").write_text("“Talks will resume on Monday,” Anna Berg told reporters on Friday.")
    result = sayso("run", "--direct", "--strict", "--outlet", "bbc", str(bad_folder))
    assert result.returncode == 3, result.stderr
    with duckdb.connect(str(tmp_path / "out/sayso.duckdb"), read_only=True) as connection:
        told = connection.execute("SELECT item_key || ': ' || reason FROM skipped").fetchall()
        articles = connection.execute("SELECT count(*) FROM articles").fetchone()
    assert reason in str(told)
    assert articles == (expected,)


def test_a_missing_folder_is_skipped_and_the_other_read(sayso: Sayso, bad_folder: Path) -> None:
    assert sayso("run", "--direct", "--outlet", "bbc", "gone", str(bad_folder)).returncode == 0
    assert json.loads(sayso("sql", "SELECT item_key FROM skipped", "--json").stdout) == [{"item_key": "gone/"}]
    assert json.loads(sayso("sql", "SELECT count(*) AS n FROM articles", "--json").stdout) == [{"n": 1}]
    (bad_folder.parent / "gone").mkdir()
    assert sayso("run", "--direct", "--outlet", "bbc", "gone", str(bad_folder)).returncode == 0
    assert json.loads(sayso("sql", "FROM skipped", "--json").stdout) == []


def test_files_of_one_name_in_two_folders_are_two_articles(sayso: Sayso, tmp_path: Path) -> None:
    for folder, outlet in (("a", "reuters"), ("b", "bbc")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(f"“Folder {folder} it is,” the minister said on Friday.")
        assert sayso("run", "--direct", "--outlet", outlet, folder).returncode == 0
    rows = json.loads(sayso("sql", "SELECT outlet_id, url FROM articles ORDER BY ALL", "--json").stdout)
    assert [(row["outlet_id"], row["url"]) for row in rows] == [("bbc", "file:b/x.txt"), ("reuters", "file:a/x.txt")]


def test_a_text_that_returns_is_the_newest_again(sayso: Sayso, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for hour, wording in enumerate(("first", "second", "first")):
        (tmp_path / "in/x.txt").write_text(f"“This is the {wording} wording,” the minister said on Friday.")
        env = {"SAYSO_NOW": f"2025-11-20T0{hour}:00:00Z"}
        assert sayso("run", "--direct", "--outlet", "bbc", "in", env=env).returncode == 0
        shown = json.loads(sayso("sql", "SELECT wording FROM who_said_what", "--json").stdout)
        assert [f"the {wording} wording" in row["wording"] for row in shown] == [True]
    assert len(json.loads(sayso("sql", "FROM article_versions", "--json").stdout)) == 2


def test_an_outlet_can_be_given_another_id(sayso: Sayso, tmp_path: Path, bad_folder: Path) -> None:
    (tmp_path / "sayso.toml").write_text('outlets = ["mine.toml"]')
    for outlet_id in ("foo", "foo-news"):
        (tmp_path / "mine.toml").write_text(
            f'[[outlets]]\nid = "{outlet_id}"\nname = "Foo"\nkind = "website"\ncountry = ""\nlanguage = "en"\n'
            'domains = ["foo.example"]\n'
        )
        result = sayso("run", "--direct", "--outlet", outlet_id, str(bad_folder))
        assert result.returncode == 0, result.stderr


def test_files_without_an_outlet_are_skipped_with_a_hint(sayso: Sayso, bad_folder: Path) -> None:
    assert sayso("run", "--direct", str(bad_folder)).returncode == 0
    result = sayso("sql", "SELECT reason FROM skipped", "--json")
    assert "--outlet" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--direct", "no-such-folder"], "no-such-folder"),
        (["run", "--direct", "--outlet", "no-such-outlet", str(SEEDS)], "no-such-outlet"),
    ],
)
def test_a_run_that_cannot_start_says_why(sayso: Sayso, arguments: list[str], message: str) -> None:
    result = sayso(*arguments)
    assert result.returncode == 1
    assert message in result.stderr


@pytest.mark.parametrize(
    ("toml", "message"),
    [('batch = "many"', "batch"), ("bach = 3", "bach"), ("batch = ", "sayso.toml"), ("now = 2025-11-20", "now")],
)
def test_wrong_settings_are_named(sayso: Sayso, tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "sayso.toml").write_text(toml)
    result = sayso("match", "--direct")
    assert result.returncode == 1
    assert message in result.stderr


def test_a_warehouse_of_a_newer_schema_is_left_alone(sayso: Sayso, tmp_path: Path) -> None:
    assert sayso("match", "--direct").returncode == 0
    with duckdb.connect(str(tmp_path / "out/warehouse.duckdb")) as connection:
        connection.execute("INSERT INTO migrations SELECT 999 AS number, * EXCLUDE (number) FROM migrations LIMIT 1")
    result = sayso("match", "--direct")
    assert result.returncode == 1
    assert "999" in result.stderr


def test_a_file_that_is_no_warehouse_is_left_alone(sayso: Sayso, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/warehouse.duckdb").write_text("not a database " * 1000)
    result = sayso("match", "--direct")
    assert result.returncode == 1
    assert "warehouse.duckdb" in result.stderr
    assert (tmp_path / "out/warehouse.duckdb").read_text().startswith("not a database")


def test_diff_writes_each_form(sayso: Sayso, seeded: Path, tmp_path: Path) -> None:
    for form, start in (("md", "#"), ("json", "{"), ("html", "<!doctype html>")):
        out = tmp_path / f"diff.{form}"
        result = sayso("diff", "unnamed-outlet", "wsj-stand-in", "--format", form, "--out", str(out), cwd=seeded)
        assert result.returncode == 0, result.stderr
        assert out.read_text(encoding="utf-8").lower().startswith(start)


def test_outlets_can_be_searched(sayso: Sayso) -> None:
    found = json.loads(sayso("outlets", "find", "politico", "--json").stdout)
    assert {outlet["id"] for outlet in found} >= {"politico", "politico-eu"}
    assert "Politico" in sayso("outlets", "find", "politico").stdout


def test_an_overlay_adds_an_outlet(sayso: Sayso, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[outlets]]\nid = "my-paper"\nname = "My Paper"\nkind = "newspaper"\ncountry = "NZ"\nlanguage = "en"\n'
        'domains = ["my-paper.example"]\n'
    )
    (tmp_path / "sayso.toml").write_text('outlets = ["mine.toml"]')
    assert json.loads(sayso("outlets", "find", "my-paper", "--json").stdout)[0]["name"] == "My Paper"


def test_schema_lists_tables_and_columns_with_their_meaning(sayso: Sayso, seeded: Path) -> None:
    tables = json.loads(sayso("schema", "--json", cwd=seeded).stdout)
    assert {"claims", "hops", "who_said_what"} <= {table["name"] for table in tables}
    assert all(column["comment"] for table in tables for column in table["columns"])
    assert "chain" in sayso("schema", "hops", cwd=seeded).stdout
