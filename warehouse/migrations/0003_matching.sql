-- What matching keeps: vectors and keys made once, reviewers' verdicts, and where texts and claims come from.
--
-- Grain, one row a …
--   claim_vectors     claim whose meaning was encoded
--   claim_keys        claim that was matched with others
--   article_vectors   article version that was prepared for clustering
--   reviews           pair of claims that a person has judged
--   copies            article version × earlier one that it was taken from
--   copied_passages   passage of a copy
--   provenance        claim group
--   takings           telling that was taken from another, or from an outlet

ALTER TABLE matches ADD COLUMN reviewed BOOLEAN;
UPDATE matches SET reviewed = false;
COMMENT ON COLUMN matches.reviewed IS 'True where the verdict is a reviewer''s, which outranks the score.';

ALTER TABLE stories ADD COLUMN stale BOOLEAN;
UPDATE stories SET stale = true;
COMMENT ON COLUMN stories.stale IS 'True where articles or claims have changed since its claims were last put into groups.';

ALTER TABLE changes ADD COLUMN certain BOOLEAN;
UPDATE changes SET certain = true WHERE kind = 'quantity';
COMMENT ON COLUMN changes.certain IS 'kind quantity: false where both may be right after all; NULL for other kinds.';
COMMENT ON COLUMN changes.kind IS 'wording, quote_altered, quote_cut, quote_merged, quote_paraphrased, speaker, cue, anonymity, quantity, date, polarity, hedge or relay.';

-- Vectors are not compressed: DuckDB would gain nothing, at a fifth of what it takes to load a whole warehouse.
CREATE TABLE claim_vectors (
    claim_id VARCHAR PRIMARY KEY,
    vector BLOB USING COMPRESSION uncompressed NOT NULL,
    encoder VARCHAR NOT NULL
);
COMMENT ON TABLE claim_vectors IS 'The meaning of claims as unit vectors, one row a claim.';
COMMENT ON COLUMN claim_vectors.claim_id IS 'The claim.';
COMMENT ON COLUMN claim_vectors.vector IS 'Its direction, one signed byte a dimension; the longest component is 127.';
COMMENT ON COLUMN claim_vectors.encoder IS 'Name and version of what encoded it.';

CREATE TABLE article_vectors (
    version_id VARCHAR PRIMARY KEY,
    vector BLOB USING COMPRESSION uncompressed NOT NULL,
    terms VARCHAR[] NOT NULL,
    weights FLOAT[] NOT NULL,
    encoder VARCHAR NOT NULL
);
COMMENT ON TABLE article_vectors IS 'What articles are clustered into stories by, one row an article version.';
COMMENT ON COLUMN article_vectors.version_id IS 'The article version.';
COMMENT ON COLUMN article_vectors.vector IS 'The meaning of title and beginning, as in claim_vectors.';
COMMENT ON COLUMN article_vectors.terms IS 'Its most telling word stems, heaviest first.';
COMMENT ON COLUMN article_vectors.weights IS 'Their weights in the unit vector of all its stems.';
COMMENT ON COLUMN article_vectors.encoder IS 'Name and version of what encoded it.';

CREATE TABLE reviews (
    review_id VARCHAR PRIMARY KEY,
    left_key VARCHAR NOT NULL,
    right_key VARCHAR NOT NULL,
    left_wording VARCHAR NOT NULL,
    right_wording VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    reviewed_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE reviews IS 'Verdicts of people on pairs of claims, one row a pair; they outrank the matcher''s and outlive the claims'' ids.';
COMMENT ON COLUMN reviews.review_id IS 'Hash of both keys.';
COMMENT ON COLUMN reviews.left_key IS 'Hash of the article and the words of the claim with the smaller key.';
COMMENT ON COLUMN reviews.right_key IS 'Hash of the article and the words of the claim with the greater key.';
COMMENT ON COLUMN reviews.left_wording IS 'What the first claim said when it was judged.';
COMMENT ON COLUMN reviews.right_wording IS 'What the second claim said when it was judged.';
COMMENT ON COLUMN reviews.verdict IS 'same or different.';
COMMENT ON COLUMN reviews.reviewed_at IS 'When, UTC.';

CREATE TABLE copies (
    version_id VARCHAR,
    origin_id VARCHAR,
    share DOUBLE NOT NULL,
    edited DOUBLE NOT NULL,
    credited BOOLEAN NOT NULL,
    whole BOOLEAN NOT NULL,
    PRIMARY KEY (version_id, origin_id)
);
COMMENT ON TABLE copies IS 'Article versions that are, wholly or in part, the text of an earlier one of another outlet, one row for each pair.';
COMMENT ON COLUMN copies.version_id IS 'The copy.';
COMMENT ON COLUMN copies.origin_id IS 'The article version that it was taken from.';
COMMENT ON COLUMN copies.share IS 'Of the copy''s words, the share that was taken over, 0 to 1.';
COMMENT ON COLUMN copies.edited IS 'Of the words taken over, the share that was changed, 0 to 1.';
COMMENT ON COLUMN copies.credited IS 'True where the copy names the outlet of the origin.';
COMMENT ON COLUMN copies.whole IS 'True for wire copy and near-copies; false for an article of its own with passages of another.';

CREATE TABLE copied_passages (
    version_id VARCHAR,
    origin_id VARCHAR,
    position INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    origin_start INTEGER NOT NULL,
    origin_end INTEGER NOT NULL,
    words INTEGER NOT NULL,
    edits INTEGER NOT NULL,
    PRIMARY KEY (version_id, origin_id, position)
);
COMMENT ON TABLE copied_passages IS 'The passages that copies were taken over in, one row a passage.';
COMMENT ON COLUMN copied_passages.version_id IS 'The copy.';
COMMENT ON COLUMN copied_passages.origin_id IS 'The article version that it was taken from.';
COMMENT ON COLUMN copied_passages.position IS 'Place among the copy''s passages, from 0.';
COMMENT ON COLUMN copied_passages.span_start IS 'Start in the copy''s text.';
COMMENT ON COLUMN copied_passages.span_end IS 'End in the copy''s text, exclusive.';
COMMENT ON COLUMN copied_passages.origin_start IS 'Start in the origin''s text.';
COMMENT ON COLUMN copied_passages.origin_end IS 'End in the origin''s text, exclusive.';
COMMENT ON COLUMN copied_passages.words IS 'Words of the passage in the copy.';
COMMENT ON COLUMN copied_passages.edits IS 'Words put in, left out or replaced on the way.';

CREATE TABLE provenance (
    group_id VARCHAR PRIMARY KEY,
    first_claim_id VARCHAR NOT NULL,
    origins VARCHAR[] NOT NULL,
    independent_sources INTEGER NOT NULL
);
COMMENT ON TABLE provenance IS 'Where claim groups come from, one row a claim group.';
COMMENT ON COLUMN provenance.group_id IS 'The claim group.';
COMMENT ON COLUMN provenance.first_claim_id IS 'The telling of the likely first carrier.';
COMMENT ON COLUMN provenance.origins IS 'An outlet id, or the name of a relay outside the registry, for each independent source, earliest first.';
COMMENT ON COLUMN provenance.independent_sources IS 'How many origins there are once relays, wire copy and near-copies are collapsed.';

CREATE TABLE takings (
    group_id VARCHAR,
    position INTEGER,
    claim_id VARCHAR NOT NULL,
    from_claim_id VARCHAR,
    from_outlet_id VARCHAR,
    how VARCHAR NOT NULL,
    PRIMARY KEY (group_id, position)
);
COMMENT ON TABLE takings IS 'Who took a claim from whom, one row for each telling and where it was taken from.';
COMMENT ON COLUMN takings.group_id IS 'The claim group of the telling.';
COMMENT ON COLUMN takings.position IS 'Place among the group''s takings, from 0.';
COMMENT ON COLUMN takings.claim_id IS 'The telling.';
COMMENT ON COLUMN takings.from_claim_id IS 'The telling it was taken from; NULL where none is held.';
COMMENT ON COLUMN takings.from_outlet_id IS 'The outlet it was taken from, or the name of one outside the registry; NULL where from_claim_id says it.';
COMMENT ON COLUMN takings.how IS 'relay (it names the outlet), copy (its text is the outlet''s) or repeat (the outlet has told it before).';

COMMENT ON COLUMN derivations.name IS 'matching: stories, matches, claim groups, changes, relay checks, speakers and their links, copies, provenance and takings.';

CREATE TABLE claim_keys (
    claim_id VARCHAR PRIMARY KEY,
    day DATE,
    story_id VARCHAR NOT NULL,
    telling VARCHAR NOT NULL,
    review_key VARCHAR NOT NULL,
    rare BIGINT[] NOT NULL,
    quoted BIGINT[] NOT NULL
);
COMMENT ON TABLE claim_keys IS 'What claims are found by when others are matched with them, one row a claim that was matched.';
COMMENT ON COLUMN claim_keys.claim_id IS 'The claim.';
COMMENT ON COLUMN claim_keys.day IS 'The day of its article''s publication, UTC; NULL where the page does not say.';
COMMENT ON COLUMN claim_keys.story_id IS 'The story that its article was in when it was matched.';
COMMENT ON COLUMN claim_keys.telling IS 'Equal for claims that nothing tells apart.';
COMMENT ON COLUMN claim_keys.review_key IS 'What a review would know it by.';
COMMENT ON COLUMN claim_keys.rare IS 'Hashes of its rarest word stems, rarest first; none for a claim that says too little, or a copy of another telling.';
COMMENT ON COLUMN claim_keys.quoted IS 'Hashes of some of its runs of quoted words; none for a copy of another telling.';
