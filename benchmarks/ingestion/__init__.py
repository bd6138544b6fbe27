"""Ingestion: how well and how fast what outlets publish is found, fetched, archived and read."""
