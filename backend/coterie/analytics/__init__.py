"""Counters of a room's life; they outlive its content."""
