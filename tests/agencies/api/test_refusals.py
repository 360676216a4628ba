"""What cannot be read, taken or given is refused in the words of this site, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency
from tasks.enums import ReportState
from tests.api_client import ApiClient
from tests.factories import make_agency, make_report, make_task, make_user

pytestmark = pytest.mark.django_db

REPORTS = "/api/v1/progress-reports/"
JSON = "application/json"
FORM = "multipart/form-data; boundary=x"

Answer = Any


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def staff(agency: Agency) -> ApiClient:
    return ApiClient(make_user(Role.STAFF, agency))


@pytest.fixture
def evidence(agency: Agency) -> str:
    """The address of the evidence of a draft, which takes forms as well."""
    return f"{REPORTS}{make_report(make_task(lead=agency), agency, ReportState.DRAFT).pk}/evidence/"


def in_both(ask: Callable[[str], Answer], status: int) -> tuple[str, str]:
    """What is said in Chinese and in English, once it is a problem of that status."""
    answers = [ask(language) for language in ("zh-hans", "en")]
    for answer in answers:
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert set(answer.json()) == {"type", "title", "status", "detail"}
    chinese, english = (answer.json()["detail"] for answer in answers)
    return chinese, english


def asked(api: ApiClient, method: str, path: str, language: str, **headers: str) -> Answer:
    """The answer in that language."""
    named = {**api.headers, "Accept-Language": language, **headers}
    return api.client.generic(method, path, headers={name: said for name, said in named.items() if said})


def posted(api: ApiClient, body: bytes | str, kind: str = JSON, path: str = REPORTS) -> tuple[str, str]:
    """What is said of a body in both languages."""

    def ask(language: str) -> Answer:
        headers = {**api.headers, "Accept-Language": language}
        return api.client.generic("POST", path, body, kind, headers=headers)

    return in_both(ask, 400 if kind.startswith((JSON, "multipart/")) else 415)


@pytest.mark.parametrize(
    ("body", "chinese", "english"),
    [
        ("{", "第 1 行第 2 列", "line 1, column 2"),
        ('{\n  "task": "2020-1",\n  percent: 1}', "第 3 行第 3 列", "line 3, column 3"),
        ('{"percent": NaN}', "NaN 不是 JSON", "NaN is not JSON"),
        ('{"percent": -Infinity}', "-Infinity 不是 JSON", "-Infinity is not JSON"),
        ("[" * 100_000, "嵌套过深", "nested too deeply"),
        ('{"a":' * 5_000, "嵌套过深", "nested too deeply"),
        ('{"percent": ' + "9" * 5_000 + "}", "位数过多", "too many digits"),
        ('{"percent": 1, "task": "", "percent": 2}', "“percent”出现了两次", "“percent” stands there twice"),
        ('{"items": [{"\\ud800": 1, "\\ud800": 1}]}', "“?”出现了两次", "“?” stands there twice"),
        ('{"percent": 1e999}', "数字过大", "too large"),
        ('{"percent": -1E+400}', "数字过大", "too large"),
        ('{"progress": "进展"}'.encode("gbk"), "不是 utf-8 文本", "not text in utf-8"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(
    staff: ApiClient, body: bytes | str, chinese: str, english: str
) -> None:
    said = posted(staff, body)
    assert chinese in said[0]
    assert english in said[1]


@pytest.mark.parametrize("charset", ["nonsense", "hex", "undefined"])
@pytest.mark.parametrize("kind", [JSON, FORM])
def test_a_charset_that_is_none_is_refused(staff: ApiClient, evidence: str, charset: str, kind: str) -> None:
    chinese, english = posted(staff, "--x--", f"{kind}; charset={charset}", evidence)
    assert chinese == f"不认识字符集“{charset}”，请用 UTF-8 发送。"
    assert english == f"The charset “{charset}” is not known here. Send UTF-8."


def test_another_charset_is_read_where_it_is_named(staff: ApiClient) -> None:
    body, kind = '{"说明": 1}'.encode("gbk"), f"{JSON}; charset=gbk"
    answer = staff.client.generic("POST", REPORTS, body, kind, headers=staff.headers)
    assert "/说明" in [error["pointer"] for error in answer.json()["errors"]]


def test_a_form_that_cannot_be_taken_apart_is_refused(staff: ApiClient, evidence: str) -> None:
    chinese, english = posted(staff, "nonsense", "multipart/form-data", evidence)
    assert chinese == "无法分出此表单的各部分。"
    assert english == "The parts of this form cannot be told apart."


def test_a_part_of_a_form_that_is_sent_twice_is_refused(staff: ApiClient, evidence: str) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n题\r\n'
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n文\r\n'
    for parts, name in ((part + part, "title"), (file + file, "file")):
        chinese, english = posted(staff, f"{parts}--x--\r\n", f"{FORM}", evidence)
        assert chinese == f"“{name}”出现了两次，请只发送一次。"
        assert english == f"“{name}” stands there twice. Send it once."


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_is_taken_is_named_to_who_sends_something_else(
    staff: ApiClient, evidence: str, kind: str
) -> None:
    assert posted(staff, "a", kind) == (f"正文须以 {JSON} 发送。", f"The body is sent as {JSON}.")
    taken = f"{JSON}, multipart/form-data"
    assert posted(staff, "a", kind, evidence)[1] == f"The body is sent as {taken}."


@pytest.mark.parametrize("method", ["PUT", "TRACE", "OPTIONS", "NONSENSE"])
def test_a_method_that_an_address_does_not_take_is_refused_by_name(staff: ApiClient, method: str) -> None:
    said = in_both(lambda language: asked(staff, method, REPORTS, language), 405)
    assert said == (f"此地址不接受 {method}。", f"This address does not take {method}.")


def test_what_can_be_given_is_named_to_who_accepts_nothing_of_it(staff: ApiClient) -> None:
    said = in_both(
        lambda language: asked(staff, "GET", "/api/v1/agencies/", language, Accept="text/html"), 406
    )
    assert said == (
        f"此处给不出 Accept 所列的任何类型，只能给出 {JSON}。",
        f"None of what Accept names can be given here, only {JSON}.",
    )
    tasks = "/api/v1/tasks/"
    more = in_both(lambda language: asked(staff, "GET", tasks, language, Accept="image/png"), 406)
    assert f"{JSON}, text/csv, " in more[1]


INVALID = (
    "令牌无效：可能有误、已到期或已撤销。令牌所有者登录后可在 http://testserver/account/tokens/ 查看并另建。"
)


@pytest.mark.parametrize(
    ("authorization", "chinese", "english"),
    [
        ("", "请登录，或发送令牌：Authorization: Token <key>", "Sign in, or send a token: "),
        ("Basic YTpi", "请登录，或发送令牌：Authorization: Token <key>", "Sign in, or send a token: "),
        ("Token", INVALID, "This token is not valid: "),
        ("Token a b", INVALID, "This token is not valid: "),
        ("Token nonsense", INVALID, "This token is not valid: "),
    ],
)
def test_who_is_not_let_in_is_told_how_to_get_in(authorization: str, chinese: str, english: str) -> None:
    nobody = ApiClient()
    said = in_both(lambda language: asked(nobody, "GET", REPORTS, language, Authorization=authorization), 401)
    assert said[0] == chinese
    assert said[1].startswith(english)


def test_who_may_not_do_it_is_told_so() -> None:
    reader = ApiClient(make_user(Role.VIEWER))
    said = in_both(lambda language: asked(reader, "POST", REPORTS, language), 403)
    assert said == ("您可以查看，但不能进行此操作。", "You may see this, but not do that.")


@pytest.mark.parametrize("headers", [{}, {"X-CSRFToken": "a" * 64}, {"Origin": "https://elsewhere.example"}])
def test_a_session_without_its_csrf_token_writes_nothing(headers: dict[str, str]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user(Role.STAFF, make_agency()))
    said = in_both(
        lambda language: browser.post(REPORTS, {}, JSON, headers={**headers, "Accept-Language": language}),
        403,
    )
    assert said == (
        "以会话写入须来自本站，并在 X-CSRFToken 中附上其 CSRF 令牌。",
        "A session writes from this site only, with its CSRF token in X-CSRFToken.",
    )
