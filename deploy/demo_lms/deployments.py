"""Which deployment of a tool a course belongs to."""

from dataclasses import dataclass

from deploy.demo_lms.flavours import Flavour
from deploy.demo_lms.people import People
from deploy.demo_lms.records import Course, Tool


@dataclass(frozen=True, slots=True)
class Deployments:
    """Name deployments; a copied course stays in the account of its origin."""

    people: People
    flavour: Flavour

    def of(self, tool: Tool, course: Course) -> str:
        """Return the deployment that a course's messages name."""
        account = [course.id, *self.people.origins(course)][-1]
        return self.flavour.deployment_id(tool.deployment_id, account)
