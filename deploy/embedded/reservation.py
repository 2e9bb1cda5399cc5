"""Reserve ports among all that run Signpost on this machine.

Seconds pass from the choice of a port until its part listens there, and again
when a part is restarted. A reservation keeps others from it meanwhile.
"""

import errno
import socket
from contextlib import ExitStack
from typing import Self


class Reservation:
    """Ports that nobody else can reserve until the block or the process ends.

    Each is an abstract Unix socket named after the port (unix(7)). It is seen in
    the network namespace of the port itself, by every account; there is no file
    whose rights or remains could be in the way, and the kernel drops the name
    with the process, however that ends.
    """

    def __init__(self) -> None:
        """Begin without any port."""
        self._sockets = ExitStack()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give all ports back."""
        self._sockets.close()

    def take(self, port: int) -> bool:
        """Reserve a port; return False when it is reserved, by us or by others."""
        held = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            held.bind(f"\0signpost/port/{port}")
        except OSError as error:
            held.close()
            if error.errno == errno.EADDRINUSE:
                return False
            raise
        self._sockets.enter_context(held)
        return True
