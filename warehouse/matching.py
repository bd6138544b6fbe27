"""What matching takes up and puts down, a part at a time: nothing here reads or replaces all that is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from duckdb import DuckDBPyConnection

from claims.keys import Keys
from claims.matches import Matches
from claims.types import Change, ClaimGroup, Copy, Match, Provenance, RelayCheck, Story
from sources.types import Skipped
from warehouse import rows
from warehouse.connect import chosen, records, transaction
from warehouse.evidence import match_table
from warehouse.load import load_changes, load_fingerprint, load_groups
from warehouse.save import append, incoming, save_fingerprint, save_skipped
from warehouse.sql import query
from warehouse.vectors import StoredVectors

MATCHING, OUTLETS = "matching", "outlets"  # derivations
# Tables that settling fills, in an order in which they can be emptied.
_SETTLED = (
    "changes",
    "takings",
    "provenance",
    "echoes",
    "group_claims",
    "claim_groups",
    "relay_checks",
    "copied_passages",
    "copies",
)
# The same for all that is derived by matching; vectors and reviews are not.
_DERIVED = (*_SETTLED, "match_evidence", "matches", "claim_keys", "story_versions", "stories")


@dataclass(frozen=True, slots=True)
class ReviewedPair:
    """A pair of claims that a person has judged, left_id < right_id, and its match's id where there is one."""

    left_id: str
    right_id: str
    verdict: Literal["same", "different"]
    match_id: str | None


class Matching:
    """What matching reads and writes of an open warehouse. Whoever writes does so within `saving`."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self.vectors = StoredVectors(connection)

    def saving(self) -> AbstractContextManager[None]:
        """Save all of a block's writes, or, where it raises, none. Raises WarehouseError where DuckDB fails."""
        return transaction(self._connection)

    def begin(self, maker: str, outlets: str) -> None:
        """Take back all that another maker has derived; where only the outlets are others, what rests on them."""
        if load_fingerprint(self._connection, MATCHING) != maker:
            self.forget_all()
        elif load_fingerprint(self._connection, OUTLETS) != outlets:
            self._empty(_SETTLED)
            self._connection.execute("UPDATE stories SET stale = true, changed = true")
        for name, fingerprint in ((MATCHING, maker), (OUTLETS, outlets)):
            save_fingerprint(self._connection, name, fingerprint)

    def forget_all(self) -> None:
        """Delete all that matching has ever derived; vectors and reviews stay."""
        self._empty(_DERIVED)

    def _empty(self, tables: Sequence[str]) -> None:
        for table in tables:
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of the names above

    def forget_superseded(self) -> None:
        """Take versions that newer ones of their article supersede out of their stories, which are stale then."""
        self._connection.execute(query("forget_superseded"))

    def versions_to_place(self) -> list[str]:
        """Return the newest versions of articles that are encoded and in no story."""
        sql = """
            SELECT version_id FROM newest_versions SEMI JOIN article_vectors USING (version_id)
            ANTI JOIN story_versions USING (version_id) ORDER BY version_id
        """
        return [row["version_id"] for row in records(self._connection, sql)]

    def placed_near(
        self, since: datetime | None, until: datetime | None, article_ids: Iterable[str], *, undated: bool
    ) -> list[str]:
        """Return the versions that new ones are to be placed among; `undated`: stories of undated articles too."""
        parameters: dict[str, object] = {
            "since": rows.utc(since),
            "until": rows.utc(until),
            "article_ids": list(article_ids),
            "undated": undated,
        }
        return [row["version_id"] for row in records(self._connection, query("placed_near"), parameters)]

    def save_stories(self, stories: Sequence[Story], gone: Sequence[str]) -> None:
        """Store the stories in place of those of their ids and of their versions; they are stale."""
        versions = [version_id for story in stories for version_id in story.version_ids]
        ids = [*(story.id for story in stories), *gone]
        self._connection.execute(
            "DELETE FROM story_versions WHERE version_id IN (SELECT unnest($versions::VARCHAR[])) "
            "OR story_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"versions": versions, "ids": ids},
        )
        self._connection.execute("DELETE FROM stories WHERE story_id IN (SELECT unnest($ids::VARCHAR[]))", {"ids": ids})
        append(self._connection, "stories", (rows.story_row(story, stale=True) for story in stories))
        members = rows.parts("story_id", ((it.id, it.version_ids) for it in stories), lambda id_: {"version_id": id_})
        append(self._connection, "story_versions", members)

    def claims_to_match(self) -> tuple[list[tuple[str, str]], list[str]]:
        """Return claims to be matched, each with its story, and those that were matched and have left their story.

        The latter are in another story by now, or in none: they are to be unmatched first.
        """
        found = self._connection.execute(query("claims_to_match")).fetchall()
        waiting = [(claim_id, story_id) for claim_id, story_id, _ in found if story_id is not None]
        return waiting, sorted(claim_id for claim_id, _, was_matched in found if was_matched)

    def unmatch(self, claim_ids: Sequence[str]) -> None:
        """Take back keys and matches of claims, and what rests on them; vectors too of those that are no more."""
        with incoming(self._connection, "SELECT claim_id FROM claims", [{"claim_id": id_} for id_ in claim_ids]):
            self._connection.execute("CREATE OR REPLACE TEMP TABLE gone AS FROM incoming")
        self._connection.execute(query("unmatch"))
        self._forget_groups()
        self._connection.execute("DROP TABLE gone")

    def articles_of(self, version_ids: Collection[str]) -> dict[str, tuple[str, date | None]]:
        """Return of which article each version is, and the day on which it appeared."""
        sql = "SELECT version_id, article_id, published::DATE FROM article_versions SEMI JOIN chosen ON id = version_id"
        found = chosen(self._connection, sql, version_ids)
        return {version_id: (article_id, day) for version_id, article_id, day in found}

    def forget_lost(self) -> None:
        """Take back what rests on versions that are in no story any more, and vectors of those that are no more."""
        self._connection.execute(query("forget_lost"))

    def save_keys(
        self,
        keys: Iterable[Keys],
        days: Mapping[str, date | None],
        stories: Mapping[str, str],
        review_keys: Mapping[str, str],
    ) -> None:
        """Store the keys of claims about to be matched; days, stories and review keys are by claim id."""
        append(
            self._connection,
            "claim_keys",
            (
                {
                    "claim_id": one.claim_id,
                    "day": days[one.claim_id],
                    "story_id": stories[one.claim_id],
                    "telling": one.telling,
                    "review_key": review_keys[one.claim_id],
                    "rare": list(one.rare),
                    "quoted": list(one.quoted),
                }
                for one in keys
            ),
        )
        self._connection.execute(
            "UPDATE stories SET stale = true, changed = true WHERE story_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": sorted(set(stories.values()))},
        )

    def take_copies(self, claim_ids: Sequence[str]) -> list[tuple[str, str]]:
        """Return those that are copies of a telling, each with the claim that stands for it, the smaller id first.

        A copy gives up its keys: others find the one that stands for it.
        """
        self._put_ids("fresh", claim_ids)
        found = records(self._connection, query("copies_of_tellings"))
        copies = [row["claim_id"] for row in found]
        self._connection.execute(
            "UPDATE claim_keys SET rare = [], quoted = [] WHERE claim_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": copies},
        )
        return [(min(row["claim_id"], row["first_id"]), max(row["claim_id"], row["first_id"])) for row in found]

    def save_capped(self, story_ids: Sequence[str], capped: Iterable[Skipped]) -> None:
        """Store what a cap has left out in stories, in place of what was stored of them."""
        self._connection.execute(
            "DELETE FROM skipped WHERE stage = 'match' AND item_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": list(story_ids)},
        )
        save_skipped(self._connection, capped)

    def candidates(self, claim_ids: Sequence[str], days: int, bucket: int) -> list[tuple[str, str]]:
        """Return pairs of claims of different stories that are worth scoring, of each at least one of those given."""
        self._put_ids("fresh", claim_ids)
        found = self._connection.execute(query("candidates"), {"days": days, "bucket": bucket}).fetchall()
        return [(left, right) for left, right in found]

    def load_story_keys(self, story_ids: Sequence[str]) -> dict[str, list[Keys]]:
        """Return the keys of all matched claims of the stories, by story and id."""
        found = self._connection.execute(query("story_keys"), {"story_ids": list(story_ids)}).fetchall()
        by_story: dict[str, list[Keys]] = defaultdict(list)
        for story_id, claim_id, telling, rare, quoted in found:
            by_story[story_id].append(Keys(claim_id, telling, tuple(rare), tuple(quoted)))
        return by_story

    def save_matches(self, matches: Matches | Sequence[Match]) -> None:
        """Store the matches in place of those of their ids; the stories of their claims are stale."""
        if isinstance(matches, Matches):
            self._connection.register("incoming", match_table(matches))
            self._connection.execute(query("save_matches"))
            self._connection.unregister("incoming")
            return
        told = ({**rows.match_row(one), "features": list(map(rows.feature_row, one.features))} for one in matches)
        with incoming(self._connection, "SELECT m.*, e.features FROM matches AS m, match_evidence AS e", told):
            self._connection.execute(query("save_matches"))

    def forget_groups_of(self, claim_ids: Iterable[str]) -> None:
        """Take back the groups that the claims are in, with all that rests on them."""
        self._put_ids("regrouped", claim_ids)
        self._forget_groups()

    def _forget_groups(self) -> None:
        """Take back the groups of the claims in the table `regrouped`, which goes too."""
        self._connection.execute(query("forget_groups"))
        self._connection.execute("DROP TABLE regrouped")

    def newest_day(self) -> datetime | None:
        """Return when the newest article of any story was published; None where none is dated."""
        sql = "SELECT max(published) AS day FROM article_versions SEMI JOIN story_versions USING (version_id)"
        [row] = records(self._connection, sql)
        return rows.aware(row["day"])

    def reviews_to_apply(self) -> list[ReviewedPair]:
        """Return the reviewed pairs whose match does not say so yet."""
        return [ReviewedPair(**row) for row in records(self._connection, query("reviews_to_apply"))]

    def stale_stories(self) -> list[tuple[str, int]]:
        """Return the stories whose groups may have changed, in the order in which they began, with how many claims."""
        return [(row["story_id"], row["claims"]) for row in records(self._connection, query("stale_stories"))]

    def changed_among(self, story_ids: Iterable[str]) -> list[str]:
        """Return which of the stories have other articles or claims than when they were last settled."""
        sql = "SELECT story_id FROM stories SEMI JOIN chosen ON id = story_id WHERE coalesce(changed, true) ORDER BY 1"
        return self._ids(sql, story_ids)

    def claims_in(self, story_ids: Sequence[str]) -> list[str]:
        """Return the matched claims of the stories."""
        sql = "SELECT claim_id FROM claim_keys SEMI JOIN chosen ON id = story_id ORDER BY claim_id"
        return self._ids(sql, story_ids)

    def ungrouped(self, story_ids: Sequence[str]) -> list[str]:
        """Return the matched claims of the stories that are in no group."""
        sql = """
            SELECT claim_id FROM claim_keys SEMI JOIN chosen ON id = story_id ANTI JOIN group_claims USING (claim_id)
            ORDER BY claim_id
        """
        return self._ids(sql, story_ids)

    def groups_of(self, claim_ids: Iterable[str]) -> tuple[ClaimGroup, ...]:
        """Return the groups that the claims are in, by id."""
        return load_groups(self._connection, claim_ids=claim_ids)

    def changes_in(self, group_ids: Iterable[str]) -> tuple[Change, ...]:
        """Return the changes of these groups, those of one group in their order."""
        return load_changes(self._connection, group_ids)

    def claims_of(self, version_ids: Sequence[str]) -> list[str]:
        """Return the matched claims of the article versions."""
        sql = """
            SELECT claim_id FROM claims SEMI JOIN chosen ON id = version_id SEMI JOIN claim_keys USING (claim_id)
            ORDER BY claim_id
        """
        return self._ids(sql, version_ids)

    def together(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the claims and those that matches lead to from them, each with its telling.

        They are all that could be in one group with the claims; what nothing tells apart has the same telling.
        """
        self._put_ids("reached", claim_ids)
        self._connection.execute("CREATE OR REPLACE TEMP TABLE last AS FROM reached")
        while self._connection.execute("FROM last LIMIT 1").fetchall():
            self._connection.execute(query("together"))
        sql = "SELECT claim_id, telling FROM claim_keys SEMI JOIN reached USING (claim_id) ORDER BY claim_id"
        return dict(self._connection.execute(sql).fetchall())

    def matches_among(self, claim_ids: Sequence[str]) -> list[Match]:
        """Return the matches between two of the claims, without their reasons and their evidence."""
        found = self._connection.execute(query("matches_among"), {"ids": list(claim_ids)}).fetchall()
        return [
            Match(id_, left, right, score, verdict, "", (), matcher, reviewed)
            for id_, left, right, score, verdict, matcher, reviewed in found
        ]

    def versions_of(self, story_ids: Sequence[str]) -> list[str]:
        """Return the article versions of the stories."""
        sql = "SELECT version_id FROM story_versions SEMI JOIN chosen ON id = story_id ORDER BY story_id, position"
        return self._ids(sql, story_ids)

    def stories_of(self, version_ids: Sequence[str]) -> dict[str, str]:
        """Return the story of each version."""
        sql = "SELECT version_id, story_id FROM story_versions SEMI JOIN chosen ON id = version_id"
        return dict(chosen(self._connection, sql, version_ids))

    def save_groups(
        self, groups: Sequence[ClaimGroup], changes: Sequence[Change], provenance: Sequence[Provenance]
    ) -> None:
        """Store the groups, with all that rests on them, in place of those that their claims were in."""
        group_of = {claim_id: group.id for group in groups for claim_id in group.claim_ids}
        self.forget_groups_of(group_of)
        tellings = rows.parts("group_id", ((it.id, it.claim_ids) for it in groups), lambda id_: {"claim_id": id_})
        append(self._connection, "claim_groups", map(rows.group_row, groups))
        append(self._connection, "group_claims", tellings)
        append(self._connection, "changes", rows.change_rows(changes, group_of))
        append(self._connection, "provenance", map(rows.provenance_row, provenance))
        takings = rows.parts("group_id", ((origin.group_id, origin.takings) for origin in provenance), rows.taking_row)
        append(self._connection, "takings", takings)

    def save_copies(self, version_ids: Sequence[str], copies: Sequence[Copy]) -> None:
        """Store the copies that versions are in place of those that they were."""
        for table in ("copies", "copied_passages"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE version_id IN (SELECT unnest($ids::VARCHAR[]))",  # noqa: S608 - one of two names
                {"ids": list(version_ids)},
            )
        append(self._connection, "copies", rows.copy_rows(copies))
        append(self._connection, "copied_passages", rows.copied_passage_rows(copies))

    def save_story_findings(
        self, story_ids: Sequence[str], group_ids: Sequence[str], checks: Sequence[RelayCheck]
    ) -> None:
        """Store what is found within stories in place of what was, with the echoes of their groups and of these."""
        ids = {"ids": list(story_ids)}
        self._connection.execute(
            "DELETE FROM relay_checks WHERE claim_id IN "
            "(SELECT claim_id FROM claim_keys WHERE story_id IN (SELECT unnest($ids::VARCHAR[])))",
            ids,
        )
        append(self._connection, "relay_checks", map(rows.relay_check_row, checks))
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE made AS SELECT unnest($group_ids::VARCHAR[]) AS group_id UNION "
            "SELECT group_id FROM claim_groups WHERE story_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"group_ids": list(group_ids), **ids},
        )
        self._connection.execute(query("save_echoes"))
        self._connection.execute("DROP TABLE made")

    def note_settled(self, story_ids: Sequence[str]) -> None:
        """Note that the stories are settled, until something in them changes."""
        self._connection.execute(
            "UPDATE stories SET stale = false, changed = false WHERE story_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": list(story_ids)},
        )

    def _ids(self, sql: str, ids: Iterable[str]) -> list[str]:
        """Return the ids that a query about `chosen`, which has the ids given, finds."""
        return [id_ for (id_,) in chosen(self._connection, sql, ids)]

    def _put_ids(self, table: str, claim_ids: Iterable[str]) -> None:
        """Make a temporary table of claims' ids, for a query that follows."""
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT unnest($ids::VARCHAR[]) AS claim_id",
            {"ids": list(claim_ids)},
        )
