"""The pages of `tasks`."""
