-- What ingestion keeps: which feeds are followed, which addresses they name, and every answer of a server.
--
-- Grain, one row a …
--   feeds       outlet × feed or sitemap that is followed
--   addresses   outlet × article URL that something named
--   sightings   address × where it was named
--   fetches     answer to a request, or failure of one

ALTER TABLE pages ADD COLUMN archived_in VARCHAR;
ALTER TABLE pages ADD COLUMN archive_offset BIGINT;
ALTER TABLE pages ADD COLUMN archive_length BIGINT;
COMMENT ON COLUMN pages.body IS 'The bytes; empty where they lie in the archive.';
COMMENT ON COLUMN pages.archived_in IS 'The archive''s file that holds the answer; NULL for a file that was read from a folder.';
COMMENT ON COLUMN pages.archive_offset IS 'Where its record begins in that file, bytes.';
COMMENT ON COLUMN pages.archive_length IS 'The record''s length there, bytes.';

ALTER TABLE article_versions ADD COLUMN section VARCHAR DEFAULT '';
ALTER TABLE article_versions ADD COLUMN credit VARCHAR DEFAULT '';
COMMENT ON COLUMN article_versions.kind IS 'news, live_blog, gallery, video, opinion or press_release.';
COMMENT ON COLUMN article_versions.completeness IS 'complete, or truncated where a paywall cut the text, a live blog goes on, or pictures tell the rest.';
COMMENT ON COLUMN article_versions.section IS 'Section that the page names; empty where it names none.';
COMMENT ON COLUMN article_versions.credit IS 'Agency that the text is credited to, as printed; empty where there is none.';

COMMENT ON COLUMN derivations.name IS 'matching: stories, matches, claim groups, changes and relay checks; outlets; speakers; views: this file''s.';

CREATE TABLE feeds (
    feed_id VARCHAR PRIMARY KEY,
    outlet_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    next_at TIMESTAMP,
    checked_at TIMESTAMP,
    read_at TIMESTAMP,
    changed_at TIMESTAMP,
    status INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    failure VARCHAR NOT NULL,
    etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    conditional BOOLEAN NOT NULL,
    items INTEGER NOT NULL,
    newest TIMESTAMP
);
COMMENT ON TABLE feeds IS 'Feeds and sitemaps that are followed, one row for each outlet and URL, with how the last request went.';
COMMENT ON COLUMN feeds.feed_id IS 'Hash of outlet and URL.';
COMMENT ON COLUMN feeds.outlet_id IS 'The outlet whose feed it is.';
COMMENT ON COLUMN feeds.url IS 'Its URL.';
COMMENT ON COLUMN feeds.purpose IS 'feed or sitemap.';
COMMENT ON COLUMN feeds.next_at IS 'Before when it is not asked again, UTC; NULL where it may be at any time.';
COMMENT ON COLUMN feeds.checked_at IS 'When it last answered, or failed to, UTC.';
COMMENT ON COLUMN feeds.read_at IS 'When its content last came whole, not only the answer that it is unchanged, UTC.';
COMMENT ON COLUMN feeds.changed_at IS 'When its content was last seen to differ from before, UTC.';
COMMENT ON COLUMN feeds.status IS 'Status of the last answer; 0 where there was none.';
COMMENT ON COLUMN feeds.failures IS 'How many requests in a row have failed.';
COMMENT ON COLUMN feeds.failure IS 'Kind of the last failure; empty after a success.';
COMMENT ON COLUMN feeds.etag IS 'ETag of the last content; empty where it had none.';
COMMENT ON COLUMN feeds.last_modified IS 'Last-Modified of the last content; empty where it had none.';
COMMENT ON COLUMN feeds.digest IS 'Hash of the last content; empty before the first.';
COMMENT ON COLUMN feeds.conditional IS 'False where it has answered "not modified" though it was, so that it is always asked for whole.';
COMMENT ON COLUMN feeds.items IS 'How many articles it last named.';
COMMENT ON COLUMN feeds.newest IS 'The latest time of publication among them, UTC.';

CREATE TABLE addresses (
    address_id VARCHAR PRIMARY KEY,
    outlet_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    found_at TIMESTAMP NOT NULL,
    next_at TIMESTAMP,
    first_fetched_at TIMESTAMP,
    checked_at TIMESTAMP,
    checks INTEGER NOT NULL,
    status INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    failure VARCHAR NOT NULL,
    etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL,
    gone_at TIMESTAMP
);
COMMENT ON TABLE addresses IS 'Addresses of articles that feeds, sitemaps, lists or people named, one row for each outlet and URL.';
COMMENT ON COLUMN addresses.address_id IS 'Hash of outlet and URL.';
COMMENT ON COLUMN addresses.outlet_id IS 'The outlet whose article it is.';
COMMENT ON COLUMN addresses.url IS 'The URL that is asked for.';
COMMENT ON COLUMN addresses.found_at IS 'When it was first named, UTC.';
COMMENT ON COLUMN addresses.next_at IS 'When it is due next, UTC; NULL where it is not asked for any more.';
COMMENT ON COLUMN addresses.first_fetched_at IS 'When it first gave a page, UTC.';
COMMENT ON COLUMN addresses.checked_at IS 'When it last answered, or failed to, UTC.';
COMMENT ON COLUMN addresses.checks IS 'How many times it has given a page, or answered that it has not changed.';
COMMENT ON COLUMN addresses.status IS 'Status of the last answer; 0 where there was none.';
COMMENT ON COLUMN addresses.failures IS 'How many requests in a row have failed.';
COMMENT ON COLUMN addresses.failure IS 'Kind of the last failure; empty after a success.';
COMMENT ON COLUMN addresses.etag IS 'ETag of the last page; empty where it had none.';
COMMENT ON COLUMN addresses.last_modified IS 'Last-Modified of the last page; empty where it had none.';
COMMENT ON COLUMN addresses.gone_at IS 'When a page that had been there was first found deleted (404 or 410), UTC; NULL where it is still there.';

CREATE TABLE sightings (
    address_id VARCHAR NOT NULL,
    found_in VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    published TIMESTAMP,
    first_seen TIMESTAMP NOT NULL,
    last_seen TIMESTAMP NOT NULL,
    PRIMARY KEY (address_id, found_in)
);
COMMENT ON TABLE sightings IS 'Where addresses were named, one row for each address and feed, sitemap or list.';
COMMENT ON COLUMN sightings.address_id IS 'The address.';
COMMENT ON COLUMN sightings.found_in IS 'URL of the feed or sitemap; "asked for" where a person named the address.';
COMMENT ON COLUMN sightings.title IS 'Title given there first; empty where none was.';
COMMENT ON COLUMN sightings.published IS 'Time of publication given there first, UTC; NULL where none was.';
COMMENT ON COLUMN sightings.first_seen IS 'When it was first named there, UTC.';
COMMENT ON COLUMN sightings.last_seen IS 'When it was last named there, UTC; answers that nothing has changed do not count.';

CREATE TABLE fetches (
    fetch_id VARCHAR PRIMARY KEY,
    outlet_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    status INTEGER NOT NULL,
    failure VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    page_id VARCHAR,
    archived_in VARCHAR,
    archive_offset BIGINT,
    archive_length BIGINT
);
COMMENT ON TABLE fetches IS 'Every answer of a server with its place in the archive, and every failure to get one; one row a request.';
COMMENT ON COLUMN fetches.fetch_id IS 'Hash of the answer''s place in the archive; where there was no answer, of URL and time.';
COMMENT ON COLUMN fetches.outlet_id IS 'The outlet that it was asked for; empty for robots.txt, which is a host''s.';
COMMENT ON COLUMN fetches.url IS 'The URL that was asked for.';
COMMENT ON COLUMN fetches.final_url IS 'The URL that answered, after redirects; empty where none did.';
COMMENT ON COLUMN fetches.purpose IS 'feed, sitemap, homepage, robots or article.';
COMMENT ON COLUMN fetches.fetched_at IS 'When it answered or failed, UTC.';
COMMENT ON COLUMN fetches.status IS 'Status of the answer; 0 where there was none.';
COMMENT ON COLUMN fetches.failure IS 'Kind of the failure; empty where it was none.';
COMMENT ON COLUMN fetches.reason IS 'What went wrong, for people; empty where nothing did.';
COMMENT ON COLUMN fetches.page_id IS 'The page that it gave; NULL where it gave none.';
COMMENT ON COLUMN fetches.archived_in IS 'The archive''s file that holds the answer; NULL where there was none.';
COMMENT ON COLUMN fetches.archive_offset IS 'Where its record begins in that file, bytes.';
COMMENT ON COLUMN fetches.archive_length IS 'The record''s length there, bytes.';

-- What became of articles of several versions. Grain, one row a …
--   comparisons      article of several versions that were compared
--   edits            edit from one version to the next
--   standings        claim, through all versions of its article
--   standing_steps   standing × version after the one that it came in
CREATE TABLE comparisons (
    article_id VARCHAR PRIMARY KEY,
    fingerprint VARCHAR NOT NULL
);
COMMENT ON TABLE comparisons IS 'Articles whose versions were compared, one row an article of several versions.';
COMMENT ON COLUMN comparisons.article_id IS 'The article.';
COMMENT ON COLUMN comparisons.fingerprint IS 'Hash of the versions and claims that were compared.';

CREATE TABLE edits (
    article_id VARCHAR NOT NULL,
    from_version_id VARCHAR NOT NULL,
    to_version_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    part VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    trivial BOOLEAN NOT NULL,
    old_start INTEGER NOT NULL,
    old_end INTEGER NOT NULL,
    new_start INTEGER NOT NULL,
    new_end INTEGER NOT NULL,
    old_text VARCHAR NOT NULL,
    new_text VARCHAR NOT NULL,
    PRIMARY KEY (to_version_id, from_version_id, position)
);
COMMENT ON TABLE edits IS 'What was edited from one version of an article to the next, word by word, one row an edit.';
COMMENT ON COLUMN edits.article_id IS 'The article.';
COMMENT ON COLUMN edits.from_version_id IS 'The version before.';
COMMENT ON COLUMN edits.to_version_id IS 'The version after.';
COMMENT ON COLUMN edits.position IS 'Place among the edits of the two versions, from 0, those of the title first.';
COMMENT ON COLUMN edits.part IS 'title or text.';
COMMENT ON COLUMN edits.kind IS 'added, removed, changed or moved.';
COMMENT ON COLUMN edits.trivial IS 'True for white space and the typography of quotation marks, dashes and dots.';
COMMENT ON COLUMN edits.old_start IS 'Where the old words begin in that part of the version before.';
COMMENT ON COLUMN edits.old_end IS 'Where they end.';
COMMENT ON COLUMN edits.new_start IS 'Where the new words begin in that part of the version after.';
COMMENT ON COLUMN edits.new_end IS 'Where they end.';
COMMENT ON COLUMN edits.old_text IS 'The old words; empty where words were added.';
COMMENT ON COLUMN edits.new_text IS 'The new words; empty where words were removed.';

CREATE TABLE standings (
    standing_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    claim_ids VARCHAR[] NOT NULL,
    version_ids VARCHAR[] NOT NULL,
    fate VARCHAR NOT NULL
);
COMMENT ON TABLE standings IS 'How claims stand in the versions of their article, one row a claim of an article of several versions.';
COMMENT ON COLUMN standings.standing_id IS 'The claim as the first version that has it tells it.';
COMMENT ON COLUMN standings.article_id IS 'The article.';
COMMENT ON COLUMN standings.claim_ids IS 'Its telling in each version that has it.';
COMMENT ON COLUMN standings.version_ids IS 'Those versions, earliest first.';
COMMENT ON COLUMN standings.fate IS 'In the last version: stands, unattributed, withdrawn or joined to another.';

CREATE TABLE standing_steps (
    standing_id VARCHAR NOT NULL,
    version_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    before_text VARCHAR,
    after_text VARCHAR,
    changes VARCHAR[] NOT NULL,
    PRIMARY KEY (standing_id, version)
);
COMMENT ON TABLE standing_steps IS 'What became of a claim from one version of its article to the next, one row a claim and version.';
COMMENT ON COLUMN standing_steps.standing_id IS 'The claim, as in standings.';
COMMENT ON COLUMN standing_steps.version_id IS 'The version that the step leads to.';
COMMENT ON COLUMN standing_steps.version IS 'Its number, 1 for the first.';
COMMENT ON COLUMN standing_steps.kind IS 'kept, moved, reworded, quote_altered, attribution_changed, attribution_removed, joined, content_removed, attribution_added, parted, added or restored.';
COMMENT ON COLUMN standing_steps.before_text IS 'Its words before; NULL where it was not there.';
COMMENT ON COLUMN standing_steps.after_text IS 'Its words after; NULL where it is not there.';
COMMENT ON COLUMN standing_steps.changes IS 'Kinds of the changes in it, as in the table changes.';
