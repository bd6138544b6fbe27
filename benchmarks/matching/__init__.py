"""Quality and speed of matching: stories, candidates, scores, groups and changes."""
