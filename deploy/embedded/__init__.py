"""The embedded default: every real part on one machine, on loopback.

Errors:

    EmbeddedError
      AlreadyRunning      another `signpost up` holds this folder
      PortTaken           another program took a port that was free when chosen
      NotReady            a part did not become healthy in time
"""

from deploy.embedded.errors import AlreadyRunning, EmbeddedError, NotReady, PortTaken

__all__ = ["AlreadyRunning", "EmbeddedError", "NotReady", "PortTaken"]
