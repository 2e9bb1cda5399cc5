"""The words of QTI: names of elements, which version 3 spells in another way."""

import re
from dataclasses import dataclass

from analytics.content.interchange.questions.xml_tree import Node

RESPONSE, FEEDBACK, SCORE = "RESPONSE", "FEEDBACK", "SCORE"
_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a version of QTI spells things.

    Attributes:
        prefix: before the name of every element that is not HTML's.
        item_type: of an item among a package's resources.
        schema, schema_version: as the package's manifest names them.
        external_scores: whether an item can say that a person scores it.
    """

    prefix: str
    namespace: str
    manifest_namespace: str
    item_type: str
    schema: str
    schema_version: str
    external_scores: bool

    def spelled(self, name: str) -> str:
        """Return a name of version 2 as this version has it."""
        return _HUMP.sub("-", name).lower() if self.prefix else name


QTI_2 = Dialect(
    prefix="",
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    manifest_namespace="http://www.imsglobal.org/xsd/imscp_v1p1",
    item_type="imsqti_item_xmlv2p1",
    schema="QTIv2.1 Package",
    schema_version="1.0.0",
    external_scores=False,
)
QTI_3 = Dialect(
    prefix="qti-",
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    manifest_namespace="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    item_type="imsqti_item_xmlv3p0",
    schema="QTI Package",
    schema_version="3.0.0",
    external_scores=True,
)


def as_version_2(node: Node) -> Node:
    """Return an element of either version with the names of version 2 all through."""
    if node.name.startswith("qti-"):
        node.name = _humped(node.name.removeprefix("qti-"))
        node.attributes = {_humped(name): value for name, value in node.attributes.items()}
    for part in node.all():
        as_version_2(part)
    return node


def _humped(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)
