"""What comes of a network is the same on every processor."""

from __future__ import annotations

import base64
import zlib

import numpy as np

from claims.network import open_network

# x, n × 64 → DynamicQuantizeLinear → MatMulInteger with 64 × 16 bytes of 127, the greatest → its floats, y, n × 16
GREATEST = (
    "eNrtlD0OAUEAhb1ZxexLls2EUMpGtZVaJWgIhVY3ZMkmdvyNrNVwAIdwDqczWlewX/nl5ZWflP23zy5xVTgqnJW4HaLmuDA6S9eL"
    "izY2vSWz1CT6xA5xJHK6CUXeU8iiYK7t/LKbGJtskxNbRKawiaojfbaxT2H3bbwgWCM2dO8oIs/tFbbxU8qBDENviHz6kPeSkpK/"
    "JfZdCVxUpqgsG98a1RlIKJ+egqGQg5Wzxa8Nh1VWwuAD8H4iCQ=="
)


def test_products_of_great_bytes_are_added_up_whole() -> None:
    """Where a processor adds them up in sixteen bits, and cuts off what is more, half of it is lost."""
    network = open_network(zlib.decompress(base64.b64decode(GREATEST)))
    (found,) = network.run(["y"], {"x": np.ones((3, 64), np.float32)})
    assert np.allclose(found, 64 * 127, rtol=1e-5)
