"""Every limit and interval of the realtime server, with unit and reason."""

MIB = 1 << 20

# An offline client's first answer can be the whole document, so a frame may be as large.
MAX_DOCUMENT_BYTES = 16 * MIB
MAX_FRAME_BYTES = 16 * MIB

# Type, sub-type and length in front of the largest update.
FRAME_OVERHEAD_BYTES = 16

# Deeper values make browsers overflow their stack, and native parsers with them.
MAX_NESTING = 64
# JavaScript's largest exact integer; Yjs refuses larger ones.
MAX_INTEGER = (1 << 53) - 1

# pycrdt counts clocks in 32 bits and drops what is above.
MAX_CLOCK = (1 << 32) - 1
# Of structs of a client, of deletions of a client, of values in a struct: the longest traces have
# a fifth of it, and reading as many takes about a second.
MAX_UPDATE_ITEMS = 500_000
# Eight bytes a client: more clients than any document has.
MAX_STATE_VECTOR_BYTES = MIB

# A stock client repeats the states of all whom it sees: a room holds 200 people at most.
MAX_AWARENESS_ENTRIES = 1_024
MAX_AWARENESS_STATE_BYTES = 64 * 1024
# A connection is one editor; a few ids more let a page hold several documents' clients.
MAX_AWARENESS_CLIENTS = 16

# A session description with all codecs of a browser and a few tracks has 12 kB.
MAX_SIGNAL_BYTES = 64 * 1024
# Six peers that all start anew at once send about 150, with two kilobytes each.
SIGNAL_BURST = 400
SIGNALS_PER_SECOND = 50
SIGNAL_BURST_BYTES = 4 * MIB
SIGNAL_BYTES_PER_SECOND = MIB // 2

MAX_ROOM_NAME_BYTES = 200

# Stock clients close after 30 s without a message; checked every KEEPALIVE_TICK.
KEEPALIVE_SECONDS = 20.0
KEEPALIVE_TICK_SECONDS = 5.0
# A silent peer is pinged after the first and dropped after the second: 40 s in all.
PING_IDLE_SECONDS = 20.0
PING_REPLY_SECONDS = 20.0
HANDSHAKE_SECONDS = 10.0

# Long enough for a client to come back from a reconnect without its cursor blinking.
LEAVE_DELAY_SECONDS = 4.0
# Between the auth message that stock clients print and the close that ends the socket.
REFUSAL_DELAY_SECONDS = 0.05
# How long a closing socket may take to answer before it is cut.
CLOSE_SECONDS = 1.0

# A whole document may wait for a joiner, and this much of newer updates behind it.
MAX_OUTBOX_BYTES = MAX_DOCUMENT_BYTES + 4 * MIB

# Updates of this long share one transaction; an acknowledgement waits as long at most.
COMMIT_WINDOW_SECONDS = 0.005
# A failing store is tried again this often.
COMMIT_RETRY_SECONDS = 0.5
MAX_UNCOMMITTED_BYTES = 64 * MIB
# What an entry costs in memory besides its bytes.
ENTRY_BYTES = 512

# Merging is superlinear in the number of updates: never more than this many at once.
MERGE_FAN_IN = 100
# A room whose log has more updates than this at loading gets a new snapshot.
SNAPSHOT_AFTER_UPDATES = 500

# An empty room stays in memory this long, for the one who only reloads the page.
ROOM_LINGER_SECONDS = 30.0

# Longer than a room token lives: whoever holds one is told that the room is deleted.
DELETED_KNOWN_SECONDS = 900.0

HEARTBEAT_SECONDS = 10.0
# A change of connections is told at once, but a storm of them only this often.
HEARTBEAT_NUDGE_SECONDS = 0.25
# Django is given up for this attempt after so long.
DJANGO_SECONDS = 5.0

# A signed call counts only while its time is this near, and its nonce is remembered so long.
SIGNATURE_SECONDS = 60
# Only signed calls leave one, so this is never reached but by a fault.
MAX_NONCES = 10_000
# A poke has an empty object for a body.
MAX_INTERNAL_BODY_BYTES = 1_024

# 14 MiB that were edited letter by letter take 1 s, or 3 s with an emoji in it; 3 MiB take 0.2 s.
EXTRACTION_SECONDS = 5.0
# Starting takes 0.1 s on a machine that does nothing else.
EXTRACTION_START_SECONDS = 10.0
# A child whose node is gone ends after this long, at once when it is not at work.
EXTRACTION_ORPHAN_SECONDS = EXTRACTION_SECONDS + 1.0
# That document takes 0.5 GB.
EXTRACTION_MEMORY_BYTES = 1_024 * MIB
# A child that read more than this keeps too much memory, and another one starts quickly.
EXTRACTION_RETIRE_BYTES = 2 * MIB
# A log holds up to twelve times its document until the room is opened and it is merged.
MAX_EXTRACTION_BYTES = 64 * MIB
# A document that took too long is left alone for this long, so that others get their turn.
EXTRACTION_RETRY_SECONDS = 30.0
# Documents that are read or wait for it: Django asks for few at a time.
MAX_EXTRACTIONS = 32
# Two documents that take too long may come before the one that is asked for.
FILES_SECONDS = 15.0
# Whole seconds after which a caller may ask again: by then the one before is read.
FILES_RETRY_SECONDS = 5

# Of one answer. No person keeps so many files in a room.
MAX_FILES = 1_000
# JSON doubles a document of quotes and line ends; only control characters take more.
MAX_FILES_ANSWER_BYTES = 2 * MAX_DOCUMENT_BYTES + MIB
MAX_FILES_CACHE_BYTES = 64 * MIB
# Suggestions in a room come every few seconds; nobody's text stays for longer without them.
FILES_CACHE_SECONDS = 60.0

# uvicorn waits this long for requests when it stops; the sockets are gone by then.
SHUTDOWN_REQUEST_SECONDS = 2
# Closes are spread over this, so that a restart is not met by everybody at once.
SHUTDOWN_STAGGER_SECONDS = 0.3
# A store that fails at shutdown is waited for this long, before and after the sockets close;
# with all else that is waited for, a stop takes less than ten seconds.
SHUTDOWN_FLUSH_SECONDS = 2.0
# The last heartbeat is not worth more.
SHUTDOWN_HEARTBEAT_SECONDS = 1.5
