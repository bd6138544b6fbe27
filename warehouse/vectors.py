"""The vectors that the encoder makes of claims and articles: what has none yet, and those that are stored."""

from __future__ import annotations

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from claims.article_vector import ArticleVector
from claims.encoder import Vectors, pack, unpack, unpack_all
from warehouse import rows
from warehouse.connect import chosen, records
from warehouse.save import append
from warehouse.sql import query


class StoredVectors:
    """The vectors of an open warehouse. Whoever writes does so within `Matching.saving`."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def claims_to_encode(self, encoder: str, number: int) -> list[tuple[str, str, Vectors | None]]:
        """Return id and wording of claims that the encoder has not encoded, at most so many.

        With the vector where it has encoded the same words for another claim: a copy's claims, or an update's.
        """
        found = records(self._connection, query("claims_to_encode"), {"encoder": encoder, "number": number})
        return [
            (row["claim_id"], row["wording"], None if row["vector"] is None else unpack(row["vector"])) for row in found
        ]

    def save_claim_vectors(self, claim_ids: Sequence[str], vectors: Vectors, encoder: str) -> None:
        """Store the vectors, [claims, WIDTH], in place of those of other encoders."""
        self._connection.execute(
            "DELETE FROM claim_vectors WHERE claim_id IN (SELECT unnest($ids::VARCHAR[]))", {"ids": list(claim_ids)}
        )
        packed = (
            {"claim_id": claim_id, "vector": pack(vector), "encoder": encoder}
            for claim_id, vector in zip(claim_ids, vectors, strict=True)
        )
        append(self._connection, "claim_vectors", packed)

    def load_claim_vectors(self, claim_ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of the claims by their ids."""
        return self._vectors("SELECT claim_id, vector FROM claim_vectors SEMI JOIN chosen ON id = claim_id", claim_ids)

    def versions_to_encode(self, encoder: str) -> list[str]:
        """Return the newest versions of articles that the encoder has not encoded."""
        return [
            row["version_id"] for row in records(self._connection, query("versions_to_encode"), {"encoder": encoder})
        ]

    def save_article_vectors(self, vectors: Sequence[ArticleVector], encoder: str) -> None:
        """Store the vectors in place of those of other encoders."""
        ids = [one.version_id for one in vectors]
        self._connection.execute(
            "DELETE FROM article_vectors WHERE version_id IN (SELECT unnest($ids::VARCHAR[]))", {"ids": ids}
        )
        prepared = (
            {
                "version_id": one.version_id,
                "vector": pack(one.vector),
                "terms": list(one.terms),
                "weights": list(one.weights),
                "encoder": encoder,
            }
            for one in vectors
        )
        append(self._connection, "article_vectors", prepared)

    def load_article_vectors(self, version_ids: Sequence[str]) -> list[tuple[ArticleVector, str]]:
        """Return the vectors of the versions, each with the id of its story, "" where it is in none."""
        return [
            (
                ArticleVector(
                    version_id=row["version_id"],
                    article_id=row["article_id"],
                    language=row["language"],
                    title=row["title"],
                    published=rows.aware(row["published"]),
                    modified=rows.aware(row["modified"]),
                    terms=tuple(row["terms"]),
                    weights=tuple(row["weights"]),
                    vector=unpack(row["vector"]),
                ),
                row["story_id"] or "",
            )
            for row in records(self._connection, query("article_vectors"), {"version_ids": list(version_ids)})
        ]

    def load_contexts(self, version_ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the meaning of the versions' beginnings by their ids."""
        sql = "SELECT version_id, vector FROM article_vectors SEMI JOIN chosen ON id = version_id"
        return self._vectors(sql, version_ids)

    def _vectors(self, sql: str, ids: Sequence[str]) -> dict[str, Vectors]:
        found = chosen(self._connection, sql, ids)
        return dict(zip((id_ for id_, _ in found), unpack_all([packed for _, packed in found]), strict=True))
