"""What tests of flows share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.web import World
from tests.sources.server import Server, status


@pytest.fixture
def world(tmp_path: Path, server: Server) -> World:
    server.put("post.example/robots.txt", status(404))
    server.put("herald.example/robots.txt", status(404))
    return World(tmp_path, server)
