"""How well, how fast and in how much memory attributions are found, beside other ways of finding them.

`python -m benchmarks.attribution --help` says what it measures and how it is used.
"""
