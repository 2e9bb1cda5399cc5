"""Writes elements of a version of QTI."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from analytics.content.interchange.questions.plain_text import clean
from analytics.content.interchange.questions.qti import SCORE, Dialect
from analytics.content.pictures import Picture


def picture_path(one: Picture) -> str:
    """Return where a picture is in a package; its items are in a folder beside that one."""
    return f"pictures/{one.name}"


def write_pictures(body: ET.Element, pictures: Iterable[Picture]) -> None:
    """Write pictures into an element, each a paragraph."""
    for one in pictures:
        size = {"width": str(one.width), "height": str(one.height)}
        said = {"src": f"../{picture_path(one)}", "alt": clean(one.alt)}
        ET.SubElement(ET.SubElement(body, "p"), "img", {**said, **size})


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes elements of one version of QTI."""

    dialect: Dialect

    def root(self, name: str, **attributes: str) -> ET.Element:
        """Return a root element; names are those of version 2."""
        whole = {"xmlns": self.dialect.namespace, **self._spelled(attributes)}
        return ET.Element(self._named(name), whole)

    def under(self, node: ET.Element, name: str, /, **attributes: str) -> ET.Element:
        """Return a new element in another."""
        return ET.SubElement(node, self._named(name), self._spelled(attributes))

    def scored(self, root: ET.Element, most: float, **attributes: str) -> ET.Element:
        """Return the declaration of a score from 0 to `most` in an item."""
        kind = {"cardinality": "single", "baseType": "float", "normalMaximum": f"{most:.6g}"}
        return self.under(root, "outcomeDeclaration", identifier=SCORE, **kind, **attributes)

    def lines(self, node: ET.Element, text: str) -> None:
        """Write a text into an element; its lines are kept apart."""
        self.more(node, clean(text))

    def more(self, node: ET.Element, text: str) -> None:
        """Write some more text to the end of an element, as it is."""
        first, *rest = text.split("\n")
        if len(node):
            node[-1].tail = (node[-1].tail or "") + first
        else:
            node.text = (node.text or "") + first
        for line in rest:
            ET.SubElement(node, "br").tail = line

    def _named(self, name: str) -> str:
        return self.dialect.prefix + self.dialect.spelled(name)

    def _spelled(self, attributes: Mapping[str, str]) -> dict[str, str]:
        return {self.dialect.spelled(name): value for name, value in attributes.items()}
