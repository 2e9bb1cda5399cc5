from analytics.content import Plan, PlanItem, PlanSkill

PLAN = Plan(
    skills=(
        PlanSkill(id="count"),
        PlanSkill(id="add", prerequisites=("count",)),
        PlanSkill(id="multiply", prerequisites=("add",)),
        PlanSkill(id="draw"),
    ),
    items=(
        PlanItem(id="one", kind="numeric", skills={"count": 1.0}),
        PlanItem(id="both", kind="numeric", skills={"count": 0.5, "add": 0.5}),
    ),
)


def test_a_skill_knows_its_items() -> None:
    assert [i.id for i in PLAN.items_by_skill["count"]] == ["one", "both"]
    assert PLAN.items_by_skill["draw"] == ()


def test_a_skill_knows_what_waits_for_it_near_and_far_in_teaching_order() -> None:
    assert PLAN.successors["count"] == ("add",)
    assert PLAN.descendants["count"] == ("add", "multiply")
    assert PLAN.descendants["draw"] == ()
    assert PLAN.prerequisites["multiply"] == ("add",)


def test_what_was_worked_out_does_not_travel() -> None:
    assert PLAN.descendants
    assert Plan.model_validate_json(PLAN.model_dump_json()) == PLAN
