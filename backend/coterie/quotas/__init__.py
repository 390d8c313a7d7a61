"""How often something may be done: token buckets that every process of the backend shares."""
