"""What people fill in about accounts and agencies."""
