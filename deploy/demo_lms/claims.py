"""Write the claims of an id_token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deploy.demo_lms import lti
from deploy.demo_lms.activities import Activities
from deploy.demo_lms.ags import AgsAddresses
from deploy.demo_lms.deployments import Deployments
from deploy.demo_lms.flavours import Flavour
from deploy.demo_lms.people import People
from deploy.demo_lms.records import Activity, Course, DeepLinkSession, Hint, Tool, User
from deploy.demo_lms.roles import role_uris

ID_TOKEN_LIFE = timedelta(seconds=60)
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
    for_user: User | None = None
    target_link: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWriter:
    """Turn placements into claims."""

    people: People
    activities: Activities
    issuer: str
    base: str
    platform: dict[str, str]
    flavour: Flavour
    deployments: Deployments

    def placement(
        self, hint: Hint, tool: Tool, user: User, choice: DeepLinkSession | None
    ) -> Placement | None:
        """Return what a hint stands for; None when it no longer exists."""
        course = self.people.course(hint.course_id)
        target = choice or self.activities.get(hint.activity_id)
        if course is None or target is None:
            return None
        roles = role_uris(user, self.people.role(course.id, user.id))
        student = self.people.user(hint.for_user) if hint.for_user else None
        return Placement(tool, user, roles, course, target, hint.locale, student, hint.target)

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
            f"{lti.CLAIM}deployment_id": self.deployments.of(place.tool, place.course),
            f"{lti.CLAIM}roles": place.roles,
            f"{lti.CLAIM}context": {
                "id": self.flavour.context_id(place.course.id),
                "label": place.course.code,
                "title": place.course.title,
                "type": [self.flavour.context_type],
            },
            f"{lti.CLAIM}tool_platform": self.platform,
            f"{lti.CLAIM}launch_presentation": {
                "locale": LOCALES.get(place.locale, "en"),
                "document_target": "iframe",
                "return_url": f"{self.base}/courses/{place.course.id}",
            },
        }
        claims.update(self._services(place))
        if isinstance(place.target, DeepLinkSession):
            return claims | self._deep_link(place, place.target)
        claims |= self._resource(place, place.target)
        return claims | self._review(place, place.for_user) if place.for_user else claims

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
        addresses = AgsAddresses(self.base, place.course.id)
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
                "context_memberships_url": f"{self.base}/lti/courses/{place.course.id}/members",
                "service_versions": ["2.0"],
            }
        if lti.NOTICE_HANDLERS in place.tool.scopes:
            services[lti.NOTICE_SERVICE] = {
                "service_versions": ["1.0"],
                "platform_notification_service_url": f"{self.base}/lti/notice-handlers",
                "scope": [lti.NOTICE_HANDLERS],
                "notice_types_supported": list(lti.NOTICES),
            }
        return services

    def _resource(self, place: Placement, activity: Activity) -> dict[str, Any]:
        return {
            f"{lti.CLAIM}message_type": lti.RESOURCE_LINK_REQUEST,
            f"{lti.CLAIM}target_link_uri": place.target_link
            or activity.url
            or place.tool.target_link_uri,
            f"{lti.CLAIM}resource_link": {
                "id": activity.id,
                "title": activity.title,
                "description": activity.text,
            },
            f"{lti.CLAIM}custom": self._custom({**place.tool.custom, **activity.custom}, place),
        }

    def _review(self, place: Placement, student: User) -> dict[str, Any]:
        """Return what makes a launch a review (Submission Review 1.0)."""
        return {
            f"{lti.CLAIM}message_type": lti.SUBMISSION_REVIEW_REQUEST,
            f"{lti.CLAIM}target_link_uri": place.tool.review_uri,
            f"{lti.CLAIM}for_user": {
                "user_id": student.id,
                "roles": role_uris(student, self.people.role(place.course.id, student.id)),
            },
        }

    def _deep_link(self, place: Placement, choice: DeepLinkSession) -> dict[str, Any]:
        return {
            f"{lti.CLAIM}message_type": lti.DEEP_LINKING_REQUEST,
            f"{lti.CLAIM}target_link_uri": place.tool.deep_link_uri,
            f"{lti.CLAIM}custom": self._custom(place.tool.custom, place),
            f"{lti.DEEP_LINKING}deep_linking_settings": {
                "deep_link_return_url": f"{self.base}/lti/deep-links/{choice.id}",
                "accept_types": ["ltiResourceLink"],
                "accept_presentation_document_targets": ["iframe", "window"],
                "accept_multiple": True,
                "accept_lineitem": True,
                "auto_create": True,
                "data": choice.data,
            },
        }

    def _custom(self, custom: dict[str, str], place: Placement) -> dict[str, str]:
        link = place.target if isinstance(place.target, Activity) else None
        known = {
            "$Context.id": self.flavour.context_id(place.course.id),
            "$Context.id.history": ",".join(
                self.flavour.context_id(one) for one in self.people.origins(place.course)
            ),
            "$User.id": place.user.id,
            "$Person.name.full": place.user.name if "name" in place.tool.claims else "",
            "$ResourceLink.id": link.id if link else "",
            lti.LINK_HISTORY: ",".join(self.activities.origins(link)) if link else "",
        }
        return self.flavour.expand(custom, known)
