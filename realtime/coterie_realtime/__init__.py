"""A Yjs server on bytes: rooms, awareness, durable acknowledgements."""
