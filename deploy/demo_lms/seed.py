"""The demo's school: who is there and which courses they attend."""

from deploy.demo_lms.people import People
from deploy.demo_lms.records import Course, User

SCIENCE = "1"
MATHS_ZH = "2"

_USERS = [
    ("11", "Sam", "Okafor", "Sam Okafor", "en", "admin", "Site administrator"),
    ("12", "Elena", "Rivera", "Elena Rivera", "en", "faculty", "Teaches Science 7"),
    ("13", "敏", "王", "王敏", "zh", "faculty", "教七年级数学"),
    ("14", "Helen", "Brandt", "Helen Brandt", "en", "head", "Head of school"),
    ("21", "Amara", "Diallo", "Amara Diallo", "en", "student", "Science 7"),
    ("22", "Noah", "Lindqvist", "Noah Lindqvist", "en", "student", "Science 7"),
    ("23", "Priya", "Raman", "Priya Raman", "en", "student", "Science 7"),
    ("24", "Mateo", "García", "Mateo García", "en", "student", "Science 7"),
    ("25", "晓雨", "李", "李晓雨", "zh", "student", "七年级数学"),
    ("26", "子轩", "陈", "陈子轩", "zh", "student", "七年级数学"),
    ("27", "Mei", "Zhang", "Mei Zhang 张梅", "zh", "student", "Science 7 · 七年级数学"),
]

_COURSES = [
    Course(
        SCIENCE,
        "SCI-7",
        "Science 7",
        "Matter and energy, circuits, living things: explain what you see in your own words.",
        "en",
        "teal",
    ),
    Course(
        MATHS_ZH,
        "SX-7",
        "七年级数学",
        "有理数、整式与一元一次方程：先想清楚，再用自己的话写出来。",
        "zh",
        "amber",
    ),
]

_ROLLS = [
    (SCIENCE, "12", "teacher"),
    (SCIENCE, "13", "assistant"),
    *[(SCIENCE, user, "student") for user in ("21", "22", "23", "24", "27")],
    (MATHS_ZH, "13", "teacher"),
    *[(MATHS_ZH, user, "student") for user in ("25", "26", "27")],
]


_TEST_STUDENT = User("90", "Test", "Student", "Test Student", "", "en", "test", "Student View")


def seed(people: People, *, crowd: int = 0, test_student: bool = False) -> None:
    """Fill an empty school; do nothing to one that has people.

    `crowd` more students attend the first course; a test student, all of them.
    """
    if not people.is_empty():
        return
    more = [str(number) for number in range(1_000, 1_000 + crowd)]
    extra = [_crowd_member(key) for key in more]
    rolls = [*_ROLLS, *((SCIENCE, key, "student") for key in more)]
    if test_student:
        extra.append(_TEST_STUDENT)
        rolls += [(course.id, _TEST_STUDENT.id, "student") for course in _COURSES]
    members = [
        User(key, given, family, name, f"user{key}@plainfield.example", locale, role, blurb)
        for key, given, family, name, locale, role, blurb in _USERS
    ]
    people.add([*members, *extra], _COURSES, rolls)


def _crowd_member(key: str) -> User:
    mail = f"user{key}@plainfield.example"
    return User(key, "Student", key, f"Student {key}", mail, "en", "student", "Science 7")
