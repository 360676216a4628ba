"""Addresses of the pages about people. `tasks` has those of agencies, since they show tasks."""

from django.urls import URLPattern, path

from agencies.views import account, audit, passwords, policies, sign_in

app_name = "agencies"
urlpatterns: list[URLPattern] = [
    path("account/login/", sign_in.SignInView.as_view(), name="login"),
    path("account/logout/", sign_in.SignOutView.as_view(), name="logout"),
    path("account/", account.account, name="account"),
    path("account/password/", passwords.PasswordChangeView.as_view(), name="password_change"),
    path("account/password/reset/", passwords.PasswordResetView.as_view(), name="password_reset"),
    path(
        "account/password/reset/sent/",
        passwords.PasswordResetSentView.as_view(),
        name="password_reset_sent",
    ),
    path(
        "account/password/reset/<uidb64>/<token>/",
        passwords.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("account/sessions/", account.sessions, name="sessions"),
    path("account/sessions/end-others/", account.end_other_sessions, name="sessions_end_others"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="session_end"),
    path("account/tokens/", account.tokens, name="tokens"),
    path("account/tokens/<token_key>/revoke/", account.revoke_token, name="token_revoke"),
    path("agencies/policies/", policies.policy_list, name="policy_list"),
    path("agencies/<int:pk>/policy/", policies.policy_edit, name="policy_edit"),
    path("audit/", audit.audit_list, name="audit_list"),
]
