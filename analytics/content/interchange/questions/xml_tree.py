"""Reads XML of strangers as a tree: no document type, no entities, nothing fetched."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from analytics.content.interchange.questions.extras import MARK
from analytics.content.interchange.report import UnreadableFile

Replace = Callable[["Node"], str]
NOTHING: Mapping[str, Replace] = {}
DEPTH_MAX, NODES_MAX, TEXT_MAX = 100, 200_000, 2 * 2**20
EMBEDDED = "file"
"""The element of Moodle XML that has the bytes of a file; they are no text."""


@dataclass(slots=True)
class Node:
    """An element: its name without a prefix, its line, and what is in it, in order.

    Attributes:
        note: what our own note in it says.
    """

    name: str
    attributes: dict[str, str]
    line: int
    parts: list["Node | str"] = field(default_factory=list)
    note: str = ""

    def all(self, *names: str) -> Iterator["Node"]:
        """Return the elements right inside of some names, or of any."""
        for part in self.parts:
            if isinstance(part, Node) and (not names or part.name in names):
                yield part

    def first(self, name: str) -> "Node | None":
        """Return the first element right inside of a name."""
        return next(self.all(name), None)

    def within(self, *names: str) -> Iterator["Node"]:
        """Return the elements of some names at any depth, in the order of the file."""
        for part in self.all():
            if part.name in names:
                yield part
            yield from part.within(*names)

    def text(self) -> str:
        """Return all text in it, without the space around it."""
        return _whole(self).strip()

    def markup(self, replace: Mapping[str, Replace] = NOTHING) -> str:
        """Return what is in it as HTML; elements of some names are replaced."""
        return "".join(
            escape(part, quote=False) if isinstance(part, str) else _tagged(part, replace)
            for part in self.parts
        )


def _whole(node: Node) -> str:
    return "".join(part if isinstance(part, str) else _whole(part) for part in node.parts)


def _tagged(node: Node, replace: Mapping[str, Replace]) -> str:
    if node.name in replace:
        return replace[node.name](node)
    given = {name: node.attributes[name] for name in ("src", "alt") if name in node.attributes}
    said = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
    return f"<{node.name}{said}>{node.markup(replace)}</{node.name}>"


def read_xml(raw: bytes) -> Node:
    """Return the root of an XML file.

    Raises:
        UnreadableFile: it is none, it is nested too deeply, has more text than `TEXT_MAX`
            characters, or declares a document type, which could make it grow without end
            or name other files.
    """
    builder = _Builder()
    try:
        parseString(raw, builder, forbid_dtd=True)
    except UnreadableFile:
        raise
    except SAXParseException as error:
        raise UnreadableFile("file_not_xml", str(error.getLineNumber() or "")) from error
    except DefusedXmlException as error:
        raise UnreadableFile("file_with_dtd") from error
    except (ValueError, LookupError) as error:
        raise UnreadableFile("file_not_xml") from error
    [root] = builder.top.all()
    return root


class _Builder(ContentHandler):
    """Builds the tree while the file is parsed."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Node("", {}, 0)
        self._place: Locator | None = None
        self._open = [self.top]
        self._count = self._length = 0

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 -- SAX's name
        self._place = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 -- SAX's name
        line = (self._place.getLineNumber() if self._place else 0) or 0
        self._count += 1
        if len(self._open) > DEPTH_MAX or self._count > NODES_MAX:
            raise UnreadableFile("file_not_xml", str(line))
        named = {key.rpartition(":")[2]: str(value) for key, value in attrs.items()}
        node = Node(name.rpartition(":")[2], named, line)
        self._open[-1].parts.append(node)
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802 -- SAX's name
        self._open.pop()

    def characters(self, content: str) -> None:
        if self._open[-1].name != EMBEDDED:
            self._length += len(content)
        if self._length > TEXT_MAX:
            raise UnreadableFile("file_too_big")
        self._open[-1].parts.append(content)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802 -- SAX's name
        if target == MARK:
            self._open[-1].note = data
