"""Pages about people: signing in, their account, the audit."""
