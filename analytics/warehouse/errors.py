"""What can go wrong at the warehouse, split by what the caller does.

WarehouseError               permanent: the statement or a row is wrong
└── WarehouseUnavailable     transient: not reachable, overloaded or not yet
                             set up; try again later
"""


class WarehouseError(Exception):
    """The warehouse refused a statement or a row; a retry will not help."""


class WarehouseUnavailable(WarehouseError):
    """The warehouse cannot be asked now; the same call may work later."""
