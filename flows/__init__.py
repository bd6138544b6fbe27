"""Runs: settings, stages, the Prefect flow and the command line. The only package that knows Prefect."""
