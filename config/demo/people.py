"""Who can sign in to look around."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from agencies.enums import Role
from agencies.models import Agency, User
from agencies.services.accounts import user_save
from config.demo.words import LEFT_ALONE, TRACKED_PLAN
from tasks.enums import AssignmentRole
from tasks.models import Assignment
from tasks.models.assignments import AssignmentQuerySet

PASSWORD = "duban-demo"  # noqa: S105 - printed on the console, and only where DEBUG is on


@dataclass(frozen=True)
class Account:
    """Who can sign in to look around; `agency` by name, or none."""

    username: str
    title: str
    role: Role
    agency: str = ""
    is_superuser: bool = False


ACCOUNTS = (
    Account("demo-office", "统筹员", Role.OFFICE, "联席会议办公室"),
    Account("demo-office-2", "统筹员二", Role.OFFICE),
    Account("demo-cnipa", "知识产权局填报人", Role.STAFF, "知识产权局"),
    Account("demo-cnipa-approver", "知识产权局审核人", Role.APPROVER, "知识产权局"),
    Account("demo-moe", "教育部填报人", Role.STAFF, "教育部"),
    Account("demo-moe-approver", "教育部审核人", Role.APPROVER, "教育部"),
    Account("demo-court", "最高人民法院填报人", Role.STAFF, "最高人民法院"),
    Account("demo-samr", "市场监管总局填报人", Role.STAFF, "市场监管总局"),
    Account("demo-publicity", "中央宣传部填报人", Role.STAFF, "中央宣传部"),
    Account("demo-mofcom", "商务部填报人", Role.STAFF, "商务部"),
    Account("demo-viewer", "读者", Role.VIEWER),
    Account("demo-admin", "系统管理员", Role.VIEWER, is_superuser=True),
)
TWO_PERSON_AGENCY = "教育部"


@transaction.atomic
def demo_people() -> list[User]:
    """The accounts of `ACCOUNTS`; those that are there already stay as they are."""
    return [_person(account) for account in ACCOUNTS]


def _person(account: Account) -> User:
    there = User.objects.filter(username=account.username).first()
    if there:
        return there
    person = User(
        username=account.username,
        display_name=f"演示·{account.title}",
        role=account.role,
        agency=Agency.objects.get(name=account.agency) if account.agency else None,
        is_staff=account.is_superuser,
        is_superuser=account.is_superuser,
        is_demo=True,
    )
    return user_save(actor=None, user=person, password=PASSWORD)


def demo_parts() -> AssignmentQuerySet:
    """The parts of these people's agencies in the tracked plan, but in tasks that are left alone."""
    held = Assignment.objects.current().filter(agency__users__is_demo=True, task__plan__code=TRACKED_PLAN)
    asked = held.exclude(task__number__in=LEFT_ALONE).distinct().order_by("task__number", "position")
    return asked.select_related("task__plan", "agency")


def led_by_demo_agencies() -> AssignmentQuerySet:
    """The parts of those of these people's agencies that lead."""
    return Assignment.objects.current().filter(role=AssignmentRole.LEAD, agency__users__is_demo=True)


def shares_led() -> AssignmentQuerySet:
    """The parts in which they take part in a task that one of them leads."""
    return demo_parts().filter(
        role=AssignmentRole.PARTICIPATING, task__assignments__in=led_by_demo_agencies()
    )
