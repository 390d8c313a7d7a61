"""Every bound of snapshots and exports, with unit and reason."""

from datetime import timedelta

# Of the first file, in UTF-8: what nobody would read as a preview, and a row can carry.
MAX_SNAPSHOT_BYTES = 256 * 1024
# A room that is typed in all the time is read so often at most.
SNAPSHOT_EVERY = timedelta(seconds=60)
# A document that cannot be read is tried again after that, then after twice as long, and so on.
RETRY_FIRST = timedelta(minutes=2)
RETRY_MOST = timedelta(hours=2)
# A node reads one document at a time, in 5 s at most [FI4], and others ask it too.
SNAPSHOT_FILES_SECONDS = 8.0
# What is left when a pass has taken so long is the next one's.
PASS_SECONDS = 30.0
MAX_ROOMS_PER_PASS = 500

# In one process. Each holds a room's text and its ZIP, at most 70 MiB together.
MAX_EXPORTS = 3
# As long as a node may take [FI6].
EXPORT_FILES_SECONDS = 15.0
# For at most 34 MiB: measured 1.1 s, at the lowest priority.
ARCHIVE_SECONDS = 10
# Text of 34 MiB, as bytes, as Python's strings (up to four bytes a character) and compressed.
ARCHIVE_MEMORY_BYTES = 1 << 30
RETRY_AFTER_SECONDS = 5.0
