"""`python -m flows` is `sayso`."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it with exit code 130, even while it still imports what it needs."""
    try:
        from flows.cli import main as run_command  # noqa: PLC0415

        run_command()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
