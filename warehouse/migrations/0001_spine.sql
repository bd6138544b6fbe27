-- The spine: what was read, what was claimed in it, and what follows from comparing the claims.
--
-- Grain, one row a …
--   outlets               outlet
--   pages                 fetch of a URL (or read of a file), kept as it came
--   articles              outlet × canonical URL
--   article_versions      text that an article had
--   page_extractions      page that was read as an article version
--   version_attributions  article version whose claims were extracted, none found included
--   claims                attribution in an article version
--   hops                  station of a claim's chain
--   quantities            number in a claim
--   date_mentions         date in a claim's attribution
--   stories               event
--   story_versions        story × article version
--   matches               scored pair of claims
--   match_features        match × piece of evidence
--   claim_groups          claim, however many tell it
--   group_claims          claim group × telling
--   changes               difference between a claim group's canonical telling and another
--   relay_checks          claim × outlet that it says it has from
--   skipped               item × stage that could not process it
--   derivations           derivation of tables from others
--   runs                  run of the pipeline
--   migrations            migration applied to this file
--
-- Ids are 16 hexadecimal digits, a hash of what the row is about. Times are UTC, in TIMESTAMP (without zone).
-- Spans are code-point offsets into article_versions.text, end-exclusive.
--
-- There are no foreign keys: DuckDB checks them row by row inside a transaction, so that replacing a parent row that
-- has children fails even where the same transaction puts it back. warehouse/audits find what points nowhere.

CREATE TABLE outlets (
    outlet_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    aliases VARCHAR[] NOT NULL,
    domains VARCHAR[] NOT NULL,
    feeds VARCHAR[] NOT NULL,
    synthetic BOOLEAN NOT NULL,
    stands_in_for VARCHAR
);
COMMENT ON TABLE outlets IS 'Publishers of news, one row an outlet; wire agencies among them.';
COMMENT ON COLUMN outlets.outlet_id IS 'Lower case, words joined by hyphens: politico-eu.';
COMMENT ON COLUMN outlets.name IS 'Name for people.';
COMMENT ON COLUMN outlets.kind IS 'wire, newspaper, broadcaster, magazine or website.';
COMMENT ON COLUMN outlets.country IS 'ISO 3166-1 alpha-2; empty where it has none.';
COMMENT ON COLUMN outlets.language IS 'ISO 639-1 code of the main language.';
COMMENT ON COLUMN outlets.aliases IS 'How other outlets name it.';
COMMENT ON COLUMN outlets.domains IS 'Its hosts, without www.';
COMMENT ON COLUMN outlets.feeds IS 'URLs of its public feeds.';
COMMENT ON COLUMN outlets.synthetic IS 'True where it is no real outlet.';
COMMENT ON COLUMN outlets.stands_in_for IS 'The real outlet whose place a synthetic one takes; NULL for the others.';

CREATE TABLE pages (
    page_id VARCHAR PRIMARY KEY,
    outlet_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    media_type VARCHAR NOT NULL,
    body BLOB NOT NULL,
    note_title VARCHAR,
    note_byline VARCHAR,
    note_published TIMESTAMP,
    note_modified TIMESTAMP,
    note_language VARCHAR,
    note_synthetic BOOLEAN NOT NULL
);
COMMENT ON TABLE pages IS 'What each fetch of a URL, or read of a file, returned: one row for each different answer, kept as it came.';
COMMENT ON COLUMN pages.page_id IS 'Hash of outlet, URL and body.';
COMMENT ON COLUMN pages.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN pages.url IS 'The URL it was fetched from, or file: and a path.';
COMMENT ON COLUMN pages.fetched_at IS 'When it was fetched, UTC: the first time, or the last time that it came back after another answer.';
COMMENT ON COLUMN pages.media_type IS 'text/html or text/plain.';
COMMENT ON COLUMN pages.body IS 'The bytes.';
COMMENT ON COLUMN pages.note_title IS 'Title by the manifest, which outranks the page; NULL where it says none.';
COMMENT ON COLUMN pages.note_byline IS 'Byline by the manifest; NULL where it says none.';
COMMENT ON COLUMN pages.note_published IS 'Time of publication by the manifest, UTC; NULL where it says none.';
COMMENT ON COLUMN pages.note_modified IS 'Time of the last change by the manifest, UTC; NULL where it says none.';
COMMENT ON COLUMN pages.note_language IS 'Language by the manifest; NULL where it says none.';
COMMENT ON COLUMN pages.note_synthetic IS 'True where the manifest says that the page was written for a test or a demonstration.';

CREATE TABLE articles (
    article_id VARCHAR PRIMARY KEY,
    outlet_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL
);
COMMENT ON TABLE articles IS 'Articles, one row for each outlet and canonical URL; their texts are in article_versions.';
COMMENT ON COLUMN articles.article_id IS 'Hash of outlet and canonical URL.';
COMMENT ON COLUMN articles.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN articles.url IS 'The canonical URL.';

CREATE TABLE article_versions (
    version_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    page_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    byline VARCHAR NOT NULL,
    published TIMESTAMP,
    modified TIMESTAMP,
    language VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    completeness VARCHAR NOT NULL,
    synthetic BOOLEAN NOT NULL,
    text VARCHAR NOT NULL,
    extractor VARCHAR NOT NULL
);
COMMENT ON TABLE article_versions IS 'The texts that articles had, one row for each different title and text of an article.';
COMMENT ON COLUMN article_versions.version_id IS 'Hash of article, title and text.';
COMMENT ON COLUMN article_versions.article_id IS 'The article it is a version of.';
COMMENT ON COLUMN article_versions.page_id IS 'The first page that had this text; the other columns are as that page has them.';
COMMENT ON COLUMN article_versions.title IS 'Headline.';
COMMENT ON COLUMN article_versions.byline IS 'Authors as printed; empty where there are none.';
COMMENT ON COLUMN article_versions.published IS 'Time of publication, UTC; NULL where the page does not say.';
COMMENT ON COLUMN article_versions.modified IS 'Time of the last change, UTC; NULL where the page does not say.';
COMMENT ON COLUMN article_versions.language IS 'ISO 639-1; empty where it could not be told.';
COMMENT ON COLUMN article_versions.kind IS 'news, live_blog, gallery, opinion or press_release.';
COMMENT ON COLUMN article_versions.completeness IS 'complete, or truncated where a paywall cut the text.';
COMMENT ON COLUMN article_versions.synthetic IS 'True where it was written for a test or a demonstration.';
COMMENT ON COLUMN article_versions.text IS 'The text that all spans point into.';
COMMENT ON COLUMN article_versions.extractor IS 'Name and version of what extracted it.';

CREATE TABLE page_extractions (
    page_id VARCHAR PRIMARY KEY,
    version_id VARCHAR NOT NULL,
    extractor VARCHAR NOT NULL
);
COMMENT ON TABLE page_extractions IS 'Which article version a page was read as, one row a page; a newer extractor replaces it.';
COMMENT ON COLUMN page_extractions.page_id IS 'The page.';
COMMENT ON COLUMN page_extractions.version_id IS 'The article version that it was read as.';
COMMENT ON COLUMN page_extractions.extractor IS 'Name and version of what read it.';

CREATE TABLE version_attributions (
    version_id VARCHAR PRIMARY KEY,
    extractor VARCHAR NOT NULL
);
COMMENT ON TABLE version_attributions IS 'Which article versions were searched for claims, one row a version, those without claims included.';
COMMENT ON COLUMN version_attributions.version_id IS 'The article version.';
COMMENT ON COLUMN version_attributions.extractor IS 'Name and version of what extracted its claims.';

CREATE TABLE claims (
    claim_id VARCHAR PRIMARY KEY,
    version_id VARCHAR NOT NULL,
    outlet_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    fragments STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    wording VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    cue VARCHAR NOT NULL,
    cue_start INTEGER,
    cue_end INTEGER,
    cue_class VARCHAR NOT NULL,
    polarity VARCHAR NOT NULL,
    extractor VARCHAR NOT NULL
);
COMMENT ON TABLE claims IS 'The content of attributions (Pareti 2015), one row for each attribution in an article version.';
COMMENT ON COLUMN claims.claim_id IS 'Hash of the version and the spans of content, cue and source.';
COMMENT ON COLUMN claims.version_id IS 'The article version that makes it.';
COMMENT ON COLUMN claims.outlet_id IS 'The outlet that publishes it.';
COMMENT ON COLUMN claims.text IS 'The article''s text from start_offset to end_offset.';
COMMENT ON COLUMN claims.start_offset IS 'Start of the first fragment in the version''s text.';
COMMENT ON COLUMN claims.end_offset IS 'End of the last fragment in the version''s text, exclusive.';
COMMENT ON COLUMN claims.fragments IS 'Spans of the content, in order: it may be interrupted by "he said".';
COMMENT ON COLUMN claims.wording IS 'The fragments alone, joined by a space.';
COMMENT ON COLUMN claims.kind IS 'direct, indirect or mixed.';
COMMENT ON COLUMN claims.cue IS 'Lemma of the cue: say, according to; empty where there is none.';
COMMENT ON COLUMN claims.cue_start IS 'Start of the cue in the version''s text; NULL where there is none.';
COMMENT ON COLUMN claims.cue_end IS 'End of the cue, exclusive; NULL where there is none.';
COMMENT ON COLUMN claims.cue_class IS 'neutral, assertive, factive, distancing, denial, refusal, question, request, belief or none.';
COMMENT ON COLUMN claims.polarity IS 'affirmed or negated.';
COMMENT ON COLUMN claims.extractor IS 'Name and version of what extracted it.';

CREATE TABLE hops (
    claim_id VARCHAR,
    position INTEGER,
    role VARCHAR NOT NULL,
    source_type VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    outlet_id VARCHAR,
    anonymity VARCHAR,
    PRIMARY KEY (claim_id, position)
);
COMMENT ON TABLE hops IS 'The chains of claims, from the speaker over relays to the publisher, one row a station.';
COMMENT ON COLUMN hops.claim_id IS 'The claim.';
COMMENT ON COLUMN hops.position IS 'Place in the chain, from 0 for the first.';
COMMENT ON COLUMN hops.role IS 'speaker, relay or publisher.';
COMMENT ON COLUMN hops.source_type IS 'named_person, role, organisation, collective, anonymous, document, outlet or unknown.';
COMMENT ON COLUMN hops.name IS 'Name, as the article has it or as the registry has it.';
COMMENT ON COLUMN hops.span_start IS 'Start of where the article names it; NULL where it does not.';
COMMENT ON COLUMN hops.span_end IS 'End of where the article names it, exclusive; NULL where it does not.';
COMMENT ON COLUMN hops.outlet_id IS 'The registry''s outlet; NULL where it is none.';
COMMENT ON COLUMN hops.anonymity IS 'Why it goes unnamed, in the article''s words; NULL where nothing is said.';

CREATE TABLE quantities (
    claim_id VARCHAR,
    position INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    bound VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, position)
);
COMMENT ON TABLE quantities IS 'The numbers that claims name, one row a number.';
COMMENT ON COLUMN quantities.claim_id IS 'The claim.';
COMMENT ON COLUMN quantities.position IS 'Place among the claim''s numbers, from 0.';
COMMENT ON COLUMN quantities.span_start IS 'Start in the version''s text.';
COMMENT ON COLUMN quantities.span_end IS 'End in the version''s text, exclusive.';
COMMENT ON COLUMN quantities.text IS 'The words that name it.';
COMMENT ON COLUMN quantities.value IS 'The number.';
COMMENT ON COLUMN quantities.unit IS 'point, people, USD, %; empty for a bare number.';
COMMENT ON COLUMN quantities.bound IS 'exact, at_least, at_most or about.';

CREATE TABLE date_mentions (
    claim_id VARCHAR,
    position INTEGER,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    day DATE NOT NULL,
    PRIMARY KEY (claim_id, position)
);
COMMENT ON TABLE date_mentions IS 'The dates that attributions name, one row a date.';
COMMENT ON COLUMN date_mentions.claim_id IS 'The claim.';
COMMENT ON COLUMN date_mentions.position IS 'Place among the claim''s dates, from 0.';
COMMENT ON COLUMN date_mentions.span_start IS 'Start in the version''s text.';
COMMENT ON COLUMN date_mentions.span_end IS 'End in the version''s text, exclusive.';
COMMENT ON COLUMN date_mentions.text IS 'The words that name it.';
COMMENT ON COLUMN date_mentions.day IS 'The day meant, resolved against the day of publication.';

CREATE TABLE stories (
    story_id VARCHAR PRIMARY KEY,
    title VARCHAR NOT NULL,
    first_published TIMESTAMP
);
COMMENT ON TABLE stories IS 'Clusters of articles on one event, one row a story.';
COMMENT ON COLUMN stories.story_id IS 'Hash of its earliest article''s id.';
COMMENT ON COLUMN stories.title IS 'Its earliest article''s title.';
COMMENT ON COLUMN stories.first_published IS 'When its earliest article was published, UTC; NULL where no page says.';

CREATE TABLE story_versions (
    story_id VARCHAR,
    position INTEGER,
    version_id VARCHAR NOT NULL,
    PRIMARY KEY (story_id, position)
);
COMMENT ON TABLE story_versions IS 'Which article versions a story has, one row for each version in a story.';
COMMENT ON COLUMN story_versions.story_id IS 'The story.';
COMMENT ON COLUMN story_versions.position IS 'Place in the story, from 0 for the earliest.';
COMMENT ON COLUMN story_versions.version_id IS 'The article version.';

CREATE TABLE matches (
    match_id VARCHAR PRIMARY KEY,
    left_claim_id VARCHAR NOT NULL,
    right_claim_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    verdict VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    matcher VARCHAR NOT NULL
);
COMMENT ON TABLE matches IS 'Scored pairs of claims, one row a pair.';
COMMENT ON COLUMN matches.match_id IS 'Hash of both claims'' ids.';
COMMENT ON COLUMN matches.left_claim_id IS 'The claim with the smaller id.';
COMMENT ON COLUMN matches.right_claim_id IS 'The claim with the greater id.';
COMMENT ON COLUMN matches.score IS 'How surely both are the same claim, 0 to 1.';
COMMENT ON COLUMN matches.verdict IS 'same, unsure or different.';
COMMENT ON COLUMN matches.reason IS 'Why, in one sentence.';
COMMENT ON COLUMN matches.matcher IS 'Name and version of what scored it.';

CREATE TABLE match_features (
    match_id VARCHAR,
    position INTEGER,
    name VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    contribution DOUBLE NOT NULL,
    PRIMARY KEY (match_id, position)
);
COMMENT ON TABLE match_features IS 'The evidence for matches, one row for each piece of a match.';
COMMENT ON COLUMN match_features.match_id IS 'The match.';
COMMENT ON COLUMN match_features.position IS 'Place among the match''s pieces of evidence, from 0.';
COMMENT ON COLUMN match_features.name IS 'What was compared.';
COMMENT ON COLUMN match_features.value IS 'How the comparison came out.';
COMMENT ON COLUMN match_features.contribution IS 'What it adds to the score''s log-odds.';

CREATE TABLE claim_groups (
    group_id VARCHAR PRIMARY KEY,
    story_id VARCHAR NOT NULL,
    canonical_claim_id VARCHAR NOT NULL
);
COMMENT ON TABLE claim_groups IS 'The same claim as told by several outlets, or by one, one row a claim group; claims told once are groups of one.';
COMMENT ON COLUMN claim_groups.group_id IS 'Hash of its earliest claim''s id.';
COMMENT ON COLUMN claim_groups.story_id IS 'The story it belongs to.';
COMMENT ON COLUMN claim_groups.canonical_claim_id IS 'The telling most like all others.';

CREATE TABLE group_claims (
    group_id VARCHAR,
    position INTEGER,
    claim_id VARCHAR NOT NULL,
    PRIMARY KEY (group_id, position)
);
COMMENT ON TABLE group_claims IS 'The tellings of claim groups, one row for each claim in a group.';
COMMENT ON COLUMN group_claims.group_id IS 'The claim group.';
COMMENT ON COLUMN group_claims.position IS 'Place in the group, from 0 for the earliest.';
COMMENT ON COLUMN group_claims.claim_id IS 'The telling.';

CREATE TABLE changes (
    group_id VARCHAR,
    position INTEGER,
    kind VARCHAR NOT NULL,
    left_version_id VARCHAR NOT NULL,
    left_claim_id VARCHAR NOT NULL,
    left_start INTEGER NOT NULL,
    left_end INTEGER NOT NULL,
    left_text VARCHAR NOT NULL,
    right_version_id VARCHAR NOT NULL,
    right_claim_id VARCHAR NOT NULL,
    right_start INTEGER NOT NULL,
    right_end INTEGER NOT NULL,
    right_text VARCHAR NOT NULL,
    left_class VARCHAR,
    right_class VARCHAR,
    left_value DOUBLE,
    right_value DOUBLE,
    unit VARCHAR,
    left_day DATE,
    right_day DATE,
    left_relays VARCHAR[],
    right_relays VARCHAR[],
    PRIMARY KEY (group_id, position)
);
COMMENT ON TABLE changes IS 'Differences between a claim group''s canonical telling (left) and another (right), one row a difference.';
COMMENT ON COLUMN changes.group_id IS 'The claim group of both tellings.';
COMMENT ON COLUMN changes.position IS 'Place among the group''s changes, from 0.';
COMMENT ON COLUMN changes.kind IS 'wording, quote_altered, quote_paraphrased, speaker, cue, anonymity, quantity, date, polarity or relay.';
COMMENT ON COLUMN changes.left_version_id IS 'The article version of the canonical telling.';
COMMENT ON COLUMN changes.left_claim_id IS 'The canonical telling.';
COMMENT ON COLUMN changes.left_start IS 'Start of the passage in the left version''s text.';
COMMENT ON COLUMN changes.left_end IS 'End of the passage in the left version''s text, exclusive.';
COMMENT ON COLUMN changes.left_text IS 'The passage in the canonical telling.';
COMMENT ON COLUMN changes.right_version_id IS 'The article version of the other telling.';
COMMENT ON COLUMN changes.right_claim_id IS 'The other telling.';
COMMENT ON COLUMN changes.right_start IS 'Start of the passage in the right version''s text.';
COMMENT ON COLUMN changes.right_end IS 'End of the passage in the right version''s text, exclusive.';
COMMENT ON COLUMN changes.right_text IS 'The passage in the other telling.';
COMMENT ON COLUMN changes.left_class IS 'kind cue: the canonical telling''s cue class; NULL for other kinds.';
COMMENT ON COLUMN changes.right_class IS 'kind cue: the other telling''s cue class; NULL for other kinds.';
COMMENT ON COLUMN changes.left_value IS 'kind quantity: the canonical telling''s number; NULL for other kinds.';
COMMENT ON COLUMN changes.right_value IS 'kind quantity: the other telling''s number; NULL for other kinds.';
COMMENT ON COLUMN changes.unit IS 'kind quantity: the unit of both numbers; NULL for other kinds.';
COMMENT ON COLUMN changes.left_day IS 'kind date: the canonical telling''s day; NULL for other kinds.';
COMMENT ON COLUMN changes.right_day IS 'kind date: the other telling''s day; NULL for other kinds.';
COMMENT ON COLUMN changes.left_relays IS 'kind relay: outlet ids (or names) that the canonical telling came through; NULL for other kinds.';
COMMENT ON COLUMN changes.right_relays IS 'kind relay: outlet ids (or names) that the other telling came through; NULL for other kinds.';

CREATE TABLE relay_checks (
    claim_id VARCHAR,
    relay_id VARCHAR,
    checked_id VARCHAR,
    verdict VARCHAR NOT NULL,
    found_version_id VARCHAR,
    found_claim_id VARCHAR,
    found_start INTEGER,
    found_end INTEGER,
    found_text VARCHAR,
    PRIMARY KEY (claim_id, relay_id)
);
COMMENT ON TABLE relay_checks IS 'X says "according to Y": what does Y itself say? One row for each claim and outlet that it names as its source.';
COMMENT ON COLUMN relay_checks.claim_id IS 'The claim of X.';
COMMENT ON COLUMN relay_checks.relay_id IS 'Y, the outlet named.';
COMMENT ON COLUMN relay_checks.checked_id IS 'The outlet looked into: Y, or what stands in for it; NULL where neither is held.';
COMMENT ON COLUMN relay_checks.verdict IS 'verified, reworded, altered, not_found or not_held.';
COMMENT ON COLUMN relay_checks.found_version_id IS 'The article version of Y with the passage; NULL where none was found.';
COMMENT ON COLUMN relay_checks.found_claim_id IS 'The claim of Y that the passage is; NULL where it is none.';
COMMENT ON COLUMN relay_checks.found_start IS 'Start of the passage in the text of Y; NULL where none was found.';
COMMENT ON COLUMN relay_checks.found_end IS 'End of the passage in the text of Y, exclusive; NULL where none was found.';
COMMENT ON COLUMN relay_checks.found_text IS 'The passage in Y; NULL where none was found.';

CREATE TABLE skipped (
    skipped_id VARCHAR PRIMARY KEY,
    item_key VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,
    maker VARCHAR NOT NULL
);
COMMENT ON TABLE skipped IS 'Items that a stage could not process, one row for each item and stage; it goes when a later run succeeds.';
COMMENT ON COLUMN skipped.skipped_id IS 'Hash of item_key, stage and item_id.';
COMMENT ON COLUMN skipped.item_key IS 'A file or URL.';
COMMENT ON COLUMN skipped.stage IS 'read, extract, attribute, match or report.';
COMMENT ON COLUMN skipped.reason IS 'Why, for people.';
COMMENT ON COLUMN skipped.item_id IS 'The page''s or article version''s id; empty where it did not come that far.';
COMMENT ON COLUMN skipped.maker IS 'Name and version of what could not process it; another one will try. Empty where none is told apart.';

CREATE TABLE derivations (
    name VARCHAR PRIMARY KEY,
    fingerprint VARCHAR NOT NULL
);
COMMENT ON TABLE derivations IS 'What derived tables were last computed from, one row a derivation.';
COMMENT ON COLUMN derivations.name IS 'matching: stories, matches, claim groups, changes and relay checks.';
COMMENT ON COLUMN derivations.fingerprint IS 'Hash of all that went in; the same again means that nothing need be done.';

CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    status VARCHAR NOT NULL,
    sayso_version VARCHAR NOT NULL,
    counts MAP(VARCHAR, BIGINT) NOT NULL
);
COMMENT ON TABLE runs IS 'Runs of the pipeline, one row a run.';
COMMENT ON COLUMN runs.run_id IS 'Hash of start, version and the number of earlier runs.';
COMMENT ON COLUMN runs.started_at IS 'Start, UTC.';
COMMENT ON COLUMN runs.finished_at IS 'End, UTC; NULL while it runs, or where it was killed.';
COMMENT ON COLUMN runs.status IS 'running, done or failed.';
COMMENT ON COLUMN runs.sayso_version IS 'Version of sayso that ran.';
COMMENT ON COLUMN runs.counts IS 'What the warehouse held at the end: counts[''claims''].';

CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE migrations IS 'The migrations that gave this file its schema, one row a migration.';
COMMENT ON COLUMN migrations.number IS 'Its number; the greatest is the file''s schema.';
COMMENT ON COLUMN migrations.name IS 'What it is called.';
COMMENT ON COLUMN migrations.applied_at IS 'When it was applied, UTC.';
