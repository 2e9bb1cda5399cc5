"""Opens exported networks so that they say the same on any processor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnxruntime

PROCESSOR = ("CPUExecutionProvider",)

_SLOWER = ["SkipLayerNormFusion"]
"""On a processor the fused operator takes five times as long as its two parts."""


def open_session(
    weights: Path, threads: int = 1, providers: Sequence[str] = PROCESSOR
) -> onnxruntime.InferenceSession:
    """Return a network that is ready to run, set up for many processes side by side.

    A processor without VNNI adds pairs of int8 products in 16 bits, where large ones do not
    fit; it is asked for the exact sums that others give, so that an answer's grade does not
    depend on the machine.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(
        str(weights), options, list(providers), disabled_optimizers=_SLOWER
    )
