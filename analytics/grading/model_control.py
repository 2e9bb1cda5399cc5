"""Loads and unloads models on a running Triton."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import grpc
from tritonclient.grpc import InferenceServerClient
from tritonclient.utils import InferenceServerException

from analytics.grading.errors import GraderUnavailable, GradingError

_UNREACHABLE: Final = frozenset({"StatusCode.UNAVAILABLE", "StatusCode.DEADLINE_EXCEEDED"})
READY: Final = "READY"


class ModelRefused(GradingError):
    """Say why Triton did not load or unload a model."""


@dataclass(frozen=True, slots=True)
class ModelState:
    """What Triton says of one model; `reason` is empty while it is well."""

    state: str
    reason: str = ""

    @property
    def is_ready(self) -> bool:
        """Tell whether the model can be asked."""
        return self.state == READY


@dataclass(slots=True)
class TritonControl:
    """Controls the models of one Triton that runs under explicit model control.

    Attributes:
        url: ``host:port`` of its gRPC listener.
        timeout_s: For a load, which warms the model up.
    """

    url: str
    timeout_s: float = 180.0

    def load(self, model: str) -> None:
        """Load a model, or again from the disk if it is loaded.

        A model that is loaded already answers until the fresh one can.

        Raises:
            ModelRefused: Its files do not load; Triton's words say why.
            GraderUnavailable: Triton does not answer.
        """
        self._asked(lambda client: client.load_model(model, client_timeout=self.timeout_s))

    def unload(self, model: str) -> None:
        """Unload a model; what it is working on is finished first.

        Raises:
            ModelRefused: As Triton says.
            GraderUnavailable: Triton does not answer.
        """
        self._asked(lambda client: client.unload_model(model, client_timeout=self.timeout_s))

    def states(self) -> dict[str, ModelState]:
        """Return the state of every model of the repositories, by name.

        Raises:
            GraderUnavailable: Triton does not answer.
        """
        index = self._asked(lambda c: c.get_model_repository_index(client_timeout=self.timeout_s))
        return {one.name: ModelState(one.state or "not loaded", one.reason) for one in index.models}

    def _asked(self, ask: Callable[[InferenceServerClient], Any]) -> Any:
        client = InferenceServerClient(self.url)
        try:
            return ask(client)
        except (InferenceServerException, grpc.RpcError) as error:
            status = error.status() if isinstance(error, InferenceServerException) else None
            if status is None or status in _UNREACHABLE:
                raise GraderUnavailable(f"Triton at {self.url} does not answer: {error}") from error
            raise ModelRefused(str(error)) from error
        finally:
            client.close()
