"""Skills as a CFPackage of IMS CASE 1.0 (Competencies and Academic Standards Exchange).

A skill is a CFItem, a prerequisite a CFAssociation "precedes" (section 5.1.2 of the
information model); every item "isChildOf" the document. What else a package says, such
as levels below levels, has no place in a skill map and is told in the report.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from analytics.content.interchange.report import UnreadableFile
from analytics.content.interchange.skill_files import slug_or_empty
from analytics.content.interchange.skills import Found, FoundSkill
from analytics.content.skill_map import SkillMap

RETIRED = "Deprecated"


@dataclass(frozen=True, slots=True)
class Framework:
    """Whose skills a package holds.

    Attributes:
        id: of the document; the ids of all parts follow from it.
        address: of the tool, for the URIs that the format asks for.
    """

    id: UUID
    title: str
    language: str
    address: str


def write_case(skills: SkillMap, about: Framework, now: datetime) -> str:
    """Return a map as a CFPackage."""
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    document = _node(about, about.id, "CFDocuments")
    ids = {skill.id: uuid5(about.id, skill.id) for skill in skills.skills}
    titles = {skill.id: skill.name for skill in skills.skills}
    nodes = {one: {**_node(about, ids[one], "CFItems"), "title": titles[one]} for one in ids}
    top = {**document, "title": about.title}
    links = [("isChildOf", nodes[one], top) for one in ids] + [
        ("precedes", nodes[before], nodes[skill.id])
        for skill in skills.skills
        for before in skill.prerequisites
    ]
    package = {
        "CFDocument": {
            **document,
            "creator": "Signpost",
            "title": about.title,
            "language": about.language,
            "lastChangeDateTime": moment,
        },
        "CFItems": [
            {
                **_node(about, ids[skill.id], "CFItems"),
                "fullStatement": skill.name,
                "humanCodingScheme": skill.id,
                **({"notes": skill.description} if skill.description else {}),
                "CFItemType": "Skill",
                "lastChangeDateTime": moment,
                **({"extensions": {"status": RETIRED}} if skill.retired else {}),
            }
            for skill in skills.skills
        ],
        "CFAssociations": [
            _association(about, link, number, moment) for number, link in enumerate(links, 1)
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def read_case(package: Mapping[str, Any]) -> Found:
    """Return what a CFPackage says; deprecated items are retired skills.

    Raises:
        UnreadableFile: it has no CFItems.
    """
    items = package.get("CFItems")
    if not isinstance(items, list):
        raise UnreadableFile("file_not_known")
    found = Found()
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            _take_item(found, item, f"CFItems[{number}]")
        else:
            found.report.note(f"CFItems[{number}]", "left_out_broken")
    links = package.get("CFAssociations")
    document = package.get("CFDocument")
    top = str(document.get("identifier")) if isinstance(document, dict) else ""
    for number, link in enumerate(links if isinstance(links, list) else (), 1):
        _take_link(found, link, top, f"CFAssociations[{number}]")
    return found


def _take_item(found: Found, item: Mapping[str, Any], place: str) -> None:
    said = item.get("abbreviatedStatement") or item.get("fullStatement") or ""
    whole = item.get("fullStatement")
    notes = item.get("notes") or (whole if said != whole else "")
    extensions = item.get("extensions")
    status = extensions.get("status") if isinstance(extensions, dict) else ""
    found.skills.append(
        FoundSkill(
            key=str(item.get("identifier") or ""),
            name=str(said),
            description=str(notes or ""),
            id=slug_or_empty(item.get("humanCodingScheme")),
            retired=status == RETIRED,
            place=place,
        )
    )


def _take_link(found: Found, link: object, top: str, place: str) -> None:
    origin, end = _end(link, "originNodeURI"), _end(link, "destinationNodeURI")
    kind = str(link.get("associationType")) if isinstance(link, dict) else ""
    if not origin or not end:
        found.report.note(place, "left_out_broken")
    elif kind == "precedes":
        found.edges.append(((origin, end), place))
    elif kind != "isChildOf" or end != top:
        found.report.note(place, "relation_kind", kind)


def _end(link: object, name: str) -> str:
    node = link.get(name) if isinstance(link, dict) else None
    return str(node.get("identifier") or "") if isinstance(node, dict) else ""


def _node(about: Framework, part: UUID, kind: str) -> dict[str, Any]:
    return {"identifier": str(part), "uri": f"{about.address}/case/{kind}/{part}"}


def _association(
    about: Framework,
    link: tuple[str, dict[str, Any], dict[str, Any]],
    number: int,
    moment: str,
) -> dict[str, Any]:
    kind, origin, end = link
    part = uuid5(about.id, f"{kind} {origin['identifier']} {end['identifier']}")
    return {
        **_node(about, part, "CFAssociations"),
        "associationType": kind,
        "sequenceNumber": number,
        "originNodeURI": origin,
        "destinationNodeURI": end,
        "lastChangeDateTime": moment,
    }
