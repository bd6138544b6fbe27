"""Other ways of finding attributions, each a module with load() → text → scorer's dicts (source, cue, content)."""
