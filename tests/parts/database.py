"""A database of the tool with its tables and nothing in them."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lti_tool.adapters.database import Database
from lti_tool.models import Base


def empty_database(path: Path) -> Database:
    """Return a database in a new file.

    Its tables are made once a process and copied: hundreds of tests want some.
    """
    path.write_bytes(_tables())
    return Database(f"sqlite:///{path}")


@cache
def _tables() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tool.db"
        made = Database(f"sqlite:///{path}")
        Base.metadata.create_all(made.engine)
        made.dispose()
        return path.read_bytes()
