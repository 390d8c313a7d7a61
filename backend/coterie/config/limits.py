"""How large a request body may be."""

# The largest body of an ordinary call, a room with every field at its bound, is under 2 kB.
MAX_BODY_BYTES = 64 * 1024
# A large source file with what JSON adds; what is around the cursor is a fraction of it.
MAX_AI_BODY_BYTES = 512 * 1024
# The heartbeat of a node with 50,000 connections: nothing that is larger is read at all.
MAX_HEARTBEAT_BYTES = 8 * 1024 * 1024

# What is over a bound by no more than this is read to its end, and dropped, before the refusal.
MAX_DROPPED_BYTES = 1024 * 1024

HEARTBEAT_PATH = "/api/realtime/heartbeat/"
AI_PATHS = "/api/ai/"


def max_body_bytes(path: str) -> int:
    """What may be read of a call's body before anything is known of it but its address."""
    if path == HEARTBEAT_PATH:
        return MAX_HEARTBEAT_BYTES
    return MAX_AI_BODY_BYTES if path.startswith(AI_PATHS) else MAX_BODY_BYTES
