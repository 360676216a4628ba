"""What the speed of Duban is compared with, on the same data."""
