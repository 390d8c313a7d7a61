"""Who is in a room now: joining, leaving, and what realtime nodes report."""
