"""Write the claims of an id_token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deploy.demo_lms import lti
from deploy.demo_lms.activities import Activities
from deploy.demo_lms.ags import AgsAddresses
from deploy.demo_lms.people import People
from deploy.demo_lms.records import Activity, Course, DeepLinkSession, Hint, Tool, User
from deploy.demo_lms.roles import role_uris

ID_TOKEN_LIFE = timedelta(seconds=60)
COURSE_SECTION = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseSection"
LOCALES = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Placement:
    """Who launches what, where: all that an id_token tells."""

    tool: Tool
    user: User
    roles: list[str]
    course: Course
    target: Activity | DeepLinkSession
    locale: str


@dataclass(frozen=True, slots=True)
class ClaimWriter:
    """Turn placements into claims."""

    people: People
    activities: Activities
    issuer: str
    platform: dict[str, str]

    def placement(
        self, hint: Hint, tool: Tool, user: User, choice: DeepLinkSession | None
    ) -> Placement | None:
        """Return what a hint stands for; None when it no longer exists."""
        course = self.people.course(hint.course_id)
        target = choice or self.activities.get(hint.activity_id)
        if course is None or target is None:
            return None
        roles = role_uris(user, self.people.role(course.id, user.id))
        return Placement(tool, user, roles, course, target, hint.locale)

    def write(self, place: Placement, nonce: str, now: datetime) -> dict[str, Any]:
        """Return the id_token's claims."""
        issued = int(now.timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": place.tool.client_id,
            "sub": place.user.id,
            "iat": issued,
            "exp": issued + int(ID_TOKEN_LIFE.total_seconds()),
            "nonce": nonce,
            **self._person(place),
            f"{lti.CLAIM}version": "1.3.0",
            f"{lti.CLAIM}deployment_id": place.tool.deployment_id,
            f"{lti.CLAIM}roles": place.roles,
            f"{lti.CLAIM}context": {
                "id": place.course.id,
                "label": place.course.code,
                "title": place.course.title,
                "type": [COURSE_SECTION],
            },
            f"{lti.CLAIM}tool_platform": self.platform,
            f"{lti.CLAIM}launch_presentation": {
                "locale": LOCALES.get(place.locale, "en"),
                "document_target": "iframe",
                "return_url": f"{self.issuer}/courses/{place.course.id}",
            },
        }
        claims.update(self._services(place))
        if isinstance(place.target, Activity):
            return claims | self._resource(place, place.target)
        return claims | self._deep_link(place, place.target)

    def _person(self, place: Placement) -> dict[str, str]:
        user = place.user
        known = {
            "name": user.name,
            "given_name": user.given_name,
            "family_name": user.family_name,
            "email": user.email,
        }
        return {name: value for name, value in known.items() if name in place.tool.claims}

    def _services(self, place: Placement) -> dict[str, Any]:
        addresses = AgsAddresses(self.issuer, place.course.id)
        services: dict[str, Any] = {}
        grading = [scope for scope in place.tool.scopes if scope in lti.AGS_SCOPES]
        if grading:
            endpoint: dict[str, Any] = {
                "scope": grading,
                "lineitems": addresses.line_items(),
            }
            if isinstance(place.target, Activity) and place.target.line_item_id:
                endpoint["lineitem"] = addresses.line_item(place.target.line_item_id)
            services[lti.AGS_ENDPOINT] = endpoint
        if lti.MEMBERSHIP_READ in place.tool.scopes:
            services[lti.NRPS_SERVICE] = {
                "context_memberships_url": f"{self.issuer}/lti/courses/{place.course.id}/members",
                "service_versions": ["2.0"],
            }
        return services

    def _resource(self, place: Placement, activity: Activity) -> dict[str, Any]:
        return {
            f"{lti.CLAIM}message_type": lti.RESOURCE_LINK_REQUEST,
            f"{lti.CLAIM}target_link_uri": activity.url or place.tool.target_link_uri,
            f"{lti.CLAIM}resource_link": {
                "id": activity.id,
                "title": activity.title,
                "description": activity.text,
            },
            f"{lti.CLAIM}custom": self._custom({**place.tool.custom, **activity.custom}, place),
        }

    def _deep_link(self, place: Placement, choice: DeepLinkSession) -> dict[str, Any]:
        return {
            f"{lti.CLAIM}message_type": lti.DEEP_LINKING_REQUEST,
            f"{lti.CLAIM}target_link_uri": place.tool.deep_link_uri,
            f"{lti.CLAIM}custom": self._custom(place.tool.custom, place),
            f"{lti.DEEP_LINKING}deep_linking_settings": {
                "deep_link_return_url": f"{self.issuer}/lti/deep-links/{choice.id}",
                "accept_types": ["ltiResourceLink"],
                "accept_presentation_document_targets": ["iframe", "window"],
                "accept_multiple": True,
                "accept_lineitem": True,
                "auto_create": True,
                "data": choice.data,
            },
        }

    def _custom(self, custom: dict[str, str], place: Placement) -> dict[str, str]:
        known = {
            "$Context.id": place.course.id,
            "$User.id": place.user.id,
            "$Person.name.full": place.user.name if "name" in place.tool.claims else "",
            "$ResourceLink.id": place.target.id if isinstance(place.target, Activity) else "",
        }
        return {name: known.get(value, value) for name, value in custom.items()}
