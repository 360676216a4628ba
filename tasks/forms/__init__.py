"""What people fill in about tasks; every form ends in a call of a service."""
