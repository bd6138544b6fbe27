-- More of what a claim says, and who its speaker is across articles.
--
-- Grain, one row a …
--   hedges         word, or words, by which a claim is weakened
--   mentions       place or organisation that a claim names
--   speakers       person who speaks in articles, however they spell the name
--   speaker_links  claim × person that its speaker is, or may be

ALTER TABLE claims ADD COLUMN nested_in VARCHAR;
COMMENT ON COLUMN claims.nested_in IS 'The claim whose content holds this one; NULL where none does.';

CREATE TABLE hedges (
    claim_id VARCHAR,
    position INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, position)
);
COMMENT ON TABLE hedges IS 'The words that weaken claims: may, reportedly, appears to; one row for each of a claim.';
COMMENT ON COLUMN hedges.claim_id IS 'The claim.';
COMMENT ON COLUMN hedges.position IS 'Place among the claim''s hedges, from 0.';
COMMENT ON COLUMN hedges.span_start IS 'Start in the version''s text.';
COMMENT ON COLUMN hedges.span_end IS 'End in the version''s text, exclusive.';
COMMENT ON COLUMN hedges.text IS 'The words.';

CREATE TABLE mentions (
    claim_id VARCHAR,
    position INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, position)
);
COMMENT ON TABLE mentions IS 'The places and organisations that claims name, one row for each time that a claim names one.';
COMMENT ON COLUMN mentions.claim_id IS 'The claim.';
COMMENT ON COLUMN mentions.position IS 'Place among the claim''s mentions, from 0.';
COMMENT ON COLUMN mentions.span_start IS 'Start in the version''s text.';
COMMENT ON COLUMN mentions.span_end IS 'End in the version''s text, exclusive.';
COMMENT ON COLUMN mentions.text IS 'The name, as the article has it.';
COMMENT ON COLUMN mentions.kind IS 'place or organisation.';

CREATE TABLE speakers (
    speaker_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    spellings VARCHAR[] NOT NULL,
    roles VARCHAR[] NOT NULL
);
COMMENT ON TABLE speakers IS 'Persons who speak in articles, however they spell the name, one row a person.';
COMMENT ON COLUMN speakers.speaker_id IS 'Hash of name and first role.';
COMMENT ON COLUMN speakers.name IS 'The spelling that most articles have.';
COMMENT ON COLUMN speakers.spellings IS 'All spellings, most frequent first.';
COMMENT ON COLUMN speakers.roles IS 'What articles say that the person is, most frequent first: German Foreign Minister.';

CREATE TABLE speaker_links (
    claim_id VARCHAR,
    speaker_id VARCHAR,
    verdict VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    evidence VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, speaker_id)
);
COMMENT ON TABLE speaker_links IS 'Who the speakers of claims are, across articles, one row for each claim and person.';
COMMENT ON COLUMN speaker_links.claim_id IS 'The claim.';
COMMENT ON COLUMN speaker_links.speaker_id IS 'The person that its speaker is, or may be.';
COMMENT ON COLUMN speaker_links.verdict IS 'same or unsure.';
COMMENT ON COLUMN speaker_links.score IS 'How surely the speaker is this person, 0 to 1.';
COMMENT ON COLUMN speaker_links.evidence IS 'Why that is thought, in one sentence.';

COMMENT ON COLUMN derivations.name IS 'matching: stories, matches, claim groups, changes, relay checks, speakers and their links.';
