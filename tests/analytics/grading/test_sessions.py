"""A network says the same on every processor."""

from pathlib import Path

import numpy as np

from analytics.grading.sessions import open_session

PRODUCTS = Path(__file__).with_name("int8_products.onnx")
"""Rows of 64 numbers, quantised as they come, times 64 x 32 weights that are all 127."""


def test_sums_of_large_int8_products_are_exact() -> None:
    given = np.ones((2, 64), dtype=np.float32)
    [sums] = open_session(PRODUCTS).run(None, {"given": given})
    assert (sums == 64 * 255 * 127).all()
