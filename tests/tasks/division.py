"""A plan that divides up a document."""

from __future__ import annotations

from plans.models import Plan
from tests.factories import make_agency, make_divided, make_plan, make_provision, make_task, trace_to


def make_division() -> Plan:
    """A task took the beginning of a sentence, nobody the rest; another section is not for distribution."""
    plan = make_plan("66")
    document = make_divided(plan, "opinions.txt")
    task = make_task(plan, 1, lead=make_agency("知识产权局"), participating=[make_agency("商务部")])
    trace_to(task, make_provision(document, "完善机制，提高效率。"), "完善机制，")
    make_provision(document, "高度重视。", path="2", distributable=False)
    return plan
