"""The rows that the machine moves: three agencies, a collective, the office, four tasks in three modes."""

from __future__ import annotations

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, ReportingPolicy, User
from plans.clock import today
from plans.models import Plan
from tasks.models import Task
from tests.factories import make_agency, make_plan, make_task, make_user
from tests.tasks.machine.facts import BY_DUTY, LEAD, PARTICIPATING, Person
from tests.tasks.machine.model import Model

A, B, C, COLLECTIVE = "甲部", "乙部", "丙部", "各成员单位"

PEOPLE = (
    Person("甲一", Role.STAFF, A),
    Person("甲二", Role.STAFF, A),
    Person("乙一", Role.STAFF, B),
    Person("乙二", Role.APPROVER, B),
    Person("丙一", Role.STAFF, C),
    Person("丙二", Role.APPROVER, C),
    Person("丙三", Role.APPROVER, C),
    Person("统筹一", Role.OFFICE),
    Person("统筹二", Role.OFFICE),
    Person("读者", Role.VIEWER, A),
)
PARTS = {
    1: {A: LEAD, B: PARTICIPATING, C: PARTICIPATING},
    2: {A: LEAD, B: LEAD, C: PARTICIPATING},
    3: {A: BY_DUTY, B: BY_DUTY, C: BY_DUTY},
    4: {COLLECTIVE: BY_DUTY, B: BY_DUTY},
}


class World:
    """The rows, by the names that the model uses."""

    plan: Plan
    agencies: dict[str, Agency]
    people: dict[str, User]
    tasks: dict[int, Task]

    def __init__(self) -> None:
        kinds = {COLLECTIVE: AgencyKind.COLLECTIVE}
        names = (A, B, C, COLLECTIVE)
        self.agencies = {
            name: make_agency(name, kind=kinds.get(name, AgencyKind.GOVERNMENT)) for name in names
        }
        self.people = {
            person.name: make_user(Role(person.role), self.agencies.get(person.agency), username=person.name)
            for person in PEOPLE
        }
        ReportingPolicy.objects.create(agency=self.agencies[C], two_person=True)
        self.plan = make_plan(tracked_from=today())
        self.tasks = {number: self._task(number, parts) for number, parts in PARTS.items()}

    def _task(self, number: int, parts: dict[str, str]) -> Task:
        held = {
            role: [self.agencies[name] for name, its_role in parts.items() if its_role == role]
            for role in (LEAD, PARTICIPATING, BY_DUTY)
        }
        return make_task(
            self.plan,
            number,
            lead=held[LEAD],
            participating=held[PARTICIPATING],
            by_duty=held[BY_DUTY],
        )


def model() -> Model:
    """What the model knows of it at first."""
    return Model(
        people={person.name: person for person in PEOPLE},
        collective=COLLECTIVE,
        two_person=frozenset({C}),
        parts={number: dict(parts) for number, parts in PARTS.items()},
    )
