"""Columns: found, made on demand, renamed, never deleted."""

import httpx
import pytest

from lti_tool.adapters.ags import plain, results_url
from lti_tool.adapters.line_items import AgsLineItems
from lti_tool.models import Activity, Placement
from lti_tool.services.gradebook.columns import ask_for_column
from lti_tool.services.tool_config import RESULT, SCORE
from tests.fakes.gradebook import CONTAINER, FakeGradebook
from tests.fakes.lms import ISSUER
from tests.lti_tool.gradebook.conftest import School


def _rename(school: School, title: str) -> None:
    with school.database.write() as session:
        session.get_one(Activity, school.activity.id).title = title


def _ask(school: School) -> None:
    with school.database.write() as session:
        ask_for_column(session, school.link, school.clock())


def test_an_ungraded_link_gets_no_column_unasked_and_no_error(
    school: School, book: FakeGradebook
) -> None:
    school.change_link(line_item_url=None)
    school.release("ada", 0.5, 1)
    school.deliver()
    school.look()
    assert book.count("POST", "/lines") == 0
    assert school.column().line_item_url is None
    assert school.column().detail == ""


def test_an_asked_for_column_is_made_once_and_filled_with_what_is_there(
    school: School, book: FakeGradebook
) -> None:
    school.change_link(line_item_url=None)
    school.release("ada", 0.5, 1)
    _ask(school)
    school.look()
    school.deliver()
    school.look()
    assert book.count("POST", "/lines") == 1
    [made] = [item for item in book.items.values() if item.get("tag")]
    assert (made["label"], made["resourceId"], made["tag"], made["resourceLinkId"]) == (
        "Shadows",
        str(school.activity.id),
        "signpost",
        "link-1",
    )
    assert book.taken == {"ada": [50]}
    assert school.column().asked_at is None


def _place(school: School) -> None:
    with school.database.write() as session:
        ids = {"activity_id": school.activity.id, "tenant_id": school.course.tenant_id}
        session.add(Placement(with_column=True, **ids))


def test_a_column_that_was_asked_for_at_placing_and_never_came_is_made(
    school: School, book: FakeGradebook
) -> None:
    _place(school)
    school.change_link(line_item_url=None)
    school.release("ada", 0.5, 1)
    school.look()
    school.deliver()
    school.look()
    assert book.count("POST", "/lines") == 1
    assert book.taken == {"ada": [50]}


def test_a_column_that_somebody_took_away_is_not_made_again(
    school: School, book: FakeGradebook
) -> None:
    _place(school)
    school.release("ada", 0.5, 1)
    school.deliver()
    school.change_link(line_item_url=None)
    school.look()
    assert book.count("POST", "/lines") == 0


def test_a_column_of_ours_is_found_before_one_is_made(school: School, book: FakeGradebook) -> None:
    book.items["/line/8"] = {
        "id": f"{ISSUER}/line/8",
        "label": "Shadows",
        "scoreMaximum": 100,
        "resourceId": str(school.activity.id),
        "tag": "signpost",
    }
    school.change_link(line_item_url=None)
    _ask(school)
    school.look()
    assert book.count("POST", "/lines") == 0
    assert school.column().line_item_url == f"{ISSUER}/line/8"


def test_a_new_title_goes_to_the_column_with_its_ids_and_maximum(
    school: School, book: FakeGradebook
) -> None:
    book.items["/line/7"] |= {"resourceId": "kept", "tag": "kept too", "scoreMaximum": 20}
    school.look()
    _rename(school, "Light and shadows")
    school.look()
    item = book.items["/line/7"]
    assert item["label"] == "Light and shadows"
    assert (item["resourceId"], item["tag"], item["scoreMaximum"]) == ("kept", "kept too", 20)
    assert school.column().maximum == 20


def test_a_change_always_carries_a_resource_id_and_a_tag(
    school: School, book: FakeGradebook
) -> None:
    school.look()
    _rename(school, "Light and shadows")
    school.look()
    item = book.items["/line/7"]
    assert (item["resourceId"], item["tag"]) == (str(school.activity.id), "signpost")


def test_a_title_that_somebody_gave_in_the_lms_stays(school: School, book: FakeGradebook) -> None:
    school.look()
    book.items["/line/7"]["label"] = "Week 3"
    _rename(school, "Light and shadows")
    school.look()
    assert book.items["/line/7"]["label"] == "Week 3"
    assert book.count("PUT", "/line") == 0


def test_nothing_is_ever_deleted(school: School, book: FakeGradebook) -> None:
    assert not [name for name in dir(AgsLineItems) if "delete" in name or "remove" in name]
    school.release("ada", 0.5, 1)
    school.deliver()
    school.look()
    assert {method for method, _ in book.calls} <= {"GET", "POST", "PUT"}


def test_a_column_that_cannot_be_read_says_so_and_loses_nothing(
    school: School, book: FakeGradebook
) -> None:
    school.release("ada", 0.5, 1)
    school.deliver()
    book.page_size = 0
    school.look()
    assert school.column().detail != ""
    assert school.row().status == "sent"


def test_a_link_without_the_scope_is_left_alone(school: School, book: FakeGradebook) -> None:
    school.change_link(ags_scopes=[SCORE, RESULT], line_item_url=None)
    _ask(school)
    school.look()
    assert book.calls == []


def test_results_stand_before_the_columns_own_query() -> None:
    url = results_url("https://lms.example/line/7?type_id=3", user_id="a b")
    assert url == "https://lms.example/line/7/results?type_id=3&user_id=a+b"


def test_a_column_on_another_host_is_not_taken(school: School, book: FakeGradebook) -> None:
    book.items["/line/9"] = {
        "id": "https://evil.example/line/9",
        "label": "Shadows",
        "scoreMaximum": 100,
        "resourceId": str(school.activity.id),
        "tag": "signpost",
    }
    school.change_link(line_item_url=None)
    school.look()
    assert school.column().line_item_url is None


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("well done", "well done"),
        ("<b>gut</b> & schön", "‹b›gut‹/b› ＆ schön"),
        ("做得好\x00。\nWell done.", "做得好 。\nWell done."),
    ],
)
def test_a_comment_reads_the_same_where_marks_are_not_escaped(said: str, sent: str) -> None:
    assert plain(said) == sent


def test_a_container_is_asked_with_its_own_query(school: School, book: FakeGradebook) -> None:
    school.change_link(line_item_url=None)
    school.look()
    [(_, url)] = [call for call in book.calls if "/lines" in call[1]]
    assert httpx.URL(url).params["type_id"] == httpx.URL(CONTAINER).params["type_id"]
    assert httpx.URL(url).params["resource_id"] == str(school.activity.id)
