"""The test student of an LMS: works like a learner, has no grade."""

from tests.fakes.gradebook import FakeGradebook
from tests.lti_tool.gradebook.conftest import School


def test_the_score_of_a_test_student_is_not_sent_and_the_reason_is_said(
    school: School, book: FakeGradebook
) -> None:
    ada = school.learner("ada")
    school.launch(user_id=ada, role="learner", is_test_user=True)
    school.release("ada", 0.5, 1)
    school.deliver()
    assert book.taken == {}
    assert school.row().status == "not_gradable"
    assert "test student" in school.row().detail


def test_another_learners_score_is_sent_beside_the_test_students(
    school: School, book: FakeGradebook
) -> None:
    school.launch(user_id=school.learner("test"), role="learner", is_test_user=True)
    school.launch(user_id=school.learner("ada"), role="learner")
    school.release("ada", 0.5, 1)
    school.deliver()
    assert book.taken == {"ada": [50]}
