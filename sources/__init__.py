"""outlet → page → article: reading what outlets publish, one article at a time.

registry.load_registry    outlets by id, domain and name
read.read_folder          folder → pages
extract.extract           page → article
types, errors             what the other packages see

Nothing is imported here: extract takes over a second to load, and only who extracts should pay for it.
"""
