"""The rows and people that the table is about.

`own` leads every task here; `partner` has a share in one; `other` has a part in none.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from agencies.audit import record
from agencies.enums import AgencyKind, Role
from agencies.models import AccountSession, ApiToken, User
from plans.models import Provision
from tasks.enums import NoticeKind, ReportState, Status
from tasks.models import Notice
from tests.factories import (
    confirm,
    make_agency,
    make_chase,
    make_divided,
    make_milestone,
    make_plan,
    make_provision,
    make_report,
    make_request,
    make_round,
    make_section,
    make_task,
    make_task_link,
    make_user,
    return_,
    trace_to,
)
from tests.factories.evidence import make_file, make_link


class World:
    """One of everything. `things` gives the arguments of an address, `keys` what bodies refer to."""

    def __init__(self) -> None:
        self.own, self.partner, self.other = (
            make_agency("知识产权局"),
            make_agency("市场监管总局"),
            make_agency("商务部"),
        )
        self.collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
        self.people: dict[str, User | None] = {
            "anonymous": None,
            "viewer": make_user(Role.VIEWER, username="viewer"),
            "staff": make_user(Role.STAFF, self.own, username="staff"),
            "other": make_user(Role.STAFF, self.other, username="other"),
            "approver": make_user(Role.APPROVER, self.own, username="approver"),
            "office": make_user(Role.OFFICE, username="office"),
            "superuser": make_user(Role.VIEWER, username="superuser", is_superuser=True),
        }
        self.author = make_user(Role.STAFF, self.own, username="author")
        self.plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
        self.things: dict[str, dict[str, Any]] = {"-": {}}
        self._add_documents()
        self._add_tasks()
        self._add_dates()
        self._add_reports()
        self._add_accounts()
        self._add_administration()
        self.keys = {
            f"{name.replace('-', '_')}_key": next(iter(arguments.values()))
            for name, arguments in self.things.items()
            if arguments
        }

    def _add_documents(self) -> None:
        section = make_section(self.plan, parent=make_section(self.plan, "0"))
        provision = Provision.objects.create(section=section, position=1, text="部分", start=0, end=2)
        self.things |= {
            "plan": {"code": "2020"},
            "document": {"file_name": "2020.txt"},
            "section": {"pk": section.pk},
            "provision": {"pk": provision.pk},
            "agency": {"pk": self.own.pk},
            "other-agency": {"pk": self.other.pk},
            "divided": {"code": "2020"},
            "no-such-row": {"pk": 999999},
        }

    def _add_tasks(self) -> None:
        task = make_task(self.plan, 1, lead=self.own, participating=[self.partner])
        collective = make_task(self.plan, 2, lead=self.collective)
        make_task(self.plan, 9, lead=[self.own, self.partner])
        make_task(self.plan, 10, by_duty=[self.own, self.partner])
        said = make_provision(make_divided(self.plan), "推进改革，完善制度。")
        origin = trace_to(task, said, "推进改革，")
        asking = make_round(self.plan, [task])
        ended = make_agency("工商总局", ends_on=datetime.date(2018, 3, 21))
        left = make_task(self.plan, 20, lead=ended)
        before = make_plan("2015")
        make_task(before, 1, lead=self.own)
        link = make_task_link(collective, make_task(before, 2))
        self.things |= {
            "link": {"pk": link.pk},
            "round": {"pk": asking.pk},
            "ended": {"pk": ended.pk},
            "ended-part": {"pk": left.assignments.get().pk},
            "round-step": {"pk": asking.decisions.get().pk},
            "task-parts": {"keys": ".".join(str(part.pk) for part in task.assignments.order_by("pk"))},
            "round-task": {"pk": asking.pk, "reference": "2020-1"},
            "chase": {"pk": make_chase(asking, self.own).pk},
            "task": {"reference": "2020-1"},
            "origin": {"pk": origin.pk},
            "task-row": {"pk": task.pk},
            "joint": {"reference": "2020-9"},
            "of-collective": {"reference": "2020-2"},
            "by-duty": {"reference": "2020-10"},
            "assignment": {"pk": task.assignments.all()[0].pk},
            "collective": {"pk": collective.assignments.get().pk},
        }

    def _add_dates(self) -> None:
        """Of two tasks with a date a later one can be asked for; for one of them it is."""
        due_on = datetime.date(2100, 1, 1)
        make_task(self.plan, 90, lead=self.own, due_on=due_on)
        asked = make_task(self.plan, 91, lead=self.own, due_on=due_on)
        later = datetime.date(2100, 6, 1)
        self.things |= {
            "dated-task": {"reference": "2020-90"},
            "milestone": {"pk": make_milestone(asked).pk},
            "extension": {"pk": make_request(asked, self.own, due_on, later, author=self.author).pk},
        }

    def _add_reports(self) -> None:
        reports = {
            state.value: make_report(
                make_task(self.plan, number, lead=self.own), self.own, state, author=self.author
            )
            for number, state in enumerate(
                (ReportState.DRAFT, ReportState.PENDING_APPROVAL, ReportState.SUBMITTED), start=3
            )
        }
        reports["confirmed"] = make_report(make_task(self.plan, 6, lead=self.own), self.own)
        confirm(reports["confirmed"])
        finished = make_task(self.plan, 30, lead=self.own)
        reports["completed"] = make_report(finished, self.own, status=Status.COMPLETED)
        confirm(reports["completed"])
        reports["returned"] = make_report(make_task(self.plan, 7, lead=self.own), self.own)
        return_(reports["returned"])
        shared = make_task(self.plan, 8, lead=self.own, participating=[self.partner])
        reports["share"] = make_report(shared, self.partner)
        evidence = {
            "draft-file": make_file(reports["draft"]),
            "share-file": make_file(reports["share"]),
            "confirmed-file": make_file(reports["confirmed"], document_number="1号"),
            "confirmed-link": make_link(reports["confirmed"]),
        }
        self.things |= {name: {"pk": row.pk} for name, row in evidence.items()}
        self.things |= {name: {"pk": report.pk} for name, report in reports.items()}

    def _add_accounts(self) -> None:
        staff = self.people["staff"]
        assert staff is not None
        token, _key = ApiToken.objects.create(staff, name="脚本")
        session = AccountSession.objects.create(
            user=staff, session_key="elsewhere", started_at=timezone.now()
        )
        self.things |= {
            "token": {"token_key": token.token_key},
            "session": {"pk": session.pk},
            "reset": {
                # Of somebody who never signs in: that would end the link.
                "uidb64": urlsafe_base64_encode(force_bytes(self.author.pk)),
                "token": default_token_generator.make_token(self.author),
            },
        }

    def _add_administration(self) -> None:
        with transaction.atomic():
            entry = record(actor=self.author, action="user.change", target=self.author)
        kept = {
            "kept-account": self.author,
            "kept-agency": self.own,
            "kept-entry": entry,
            "kept-plan": self.plan,
            "kept-document": self.plan.document,
        }
        self.things |= {name: {"object_id": row.pk} for name, row in kept.items()}
        staff = self.people["staff"]
        assert staff is not None
        told = Notice.objects.create(
            recipient=staff,
            kind=NoticeKind.ROUND_OPENED,
            key="told",
            round_id=self.things["round"]["pk"],
            created_at=timezone.now(),
        )
        self.things |= {"entry": {"pk": entry.pk}, "notice": {"pk": told.pk}}
        self.things |= {
            "app": {"app_label": "agencies"},
            "nowhere": {"url": "nowhere/"},
        }

    def clients(self) -> dict[str, Client]:
        """A browser for everyone, signed in as they are."""
        found = {}
        for role, person in self.people.items():
            found[role] = Client(raise_request_exception=False)
            if person is not None:
                found[role].force_login(person)
        return found
