"""Rooms and the people who were ever in them; who is there now is `presence`'s."""
