"""article → claims → matches → groups → coverage diff. Pure: no network, no database, no clock.

extract.extract_claims    article → claims with their chains
speaker.link_speakers     claims → who speaks, across articles
derive.derive_stories     articles and claims → stories, matches, groups, changes, relay checks
cover.coverage_diff       two or more outlets over one story
types, errors             what the other packages see
"""
