"""`python -m flows` is `sayso`."""

from flows.cli import main

main()
