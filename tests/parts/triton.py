"""Starts the real Triton with the committed models on free ports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analytics.grading.server import serving_kept, triton_command
from tests.parts.processes import Part, free_port, running

REPOSITORY = Path(__file__).parents[2] / "model_repository"


@contextmanager
def running_triton(
    folder: Path, port: int | None = None, kept: Path | None = None
) -> Iterator[Part]:
    """Serve the models until the block ends; the part's URL is for gRPC.

    Args:
        folder: For the backend's files and the log.
        port: Of the gRPC listener; a free one by default.
        kept: Repository of kept versions, if they are served too.
    """
    grpc_port = port or free_port()
    command, environment = triton_command(folder, REPOSITORY, free_port(), grpc_port, free_port())
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        command = serving_kept(command, kept)
    log = folder / "triton.log"
    with running(command, port=grpc_port, log=log, env=environment) as process:
        yield Part(f"127.0.0.1:{grpc_port}", process, log)
