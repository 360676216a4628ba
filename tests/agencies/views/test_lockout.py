import json

from django.test import RequestFactory

from agencies.views.lockout import locked_out


def test_under_api_a_lockout_is_a_problem() -> None:
    response = locked_out(RequestFactory().post("/api/v1/anything/"), None, {})

    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 429
