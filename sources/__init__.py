"""outlet → page → article: reading what outlets publish, one article at a time."""
