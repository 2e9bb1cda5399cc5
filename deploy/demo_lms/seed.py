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


def seed(people: People) -> None:
    """Fill an empty school; do nothing to one that has people."""
    if not people.is_empty():
        return
    members = [
        User(key, given, family, name, f"user{key}@plainfield.example", locale, role, blurb)
        for key, given, family, name, locale, role, blurb in _USERS
    ]
    people.add(members, _COURSES, _ROLLS)
