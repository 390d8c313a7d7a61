"""Every limit and interval of the realtime server, with unit and reason."""

MIB = 1 << 20

# An offline client's first answer can be the whole document, so a frame may be as large.
MAX_DOCUMENT_BYTES = 16 * MIB
MAX_FRAME_BYTES = 16 * MIB

# Type, sub-type and length in front of the largest update.
FRAME_OVERHEAD_BYTES = 16

# Deeper values make browsers overflow their stack, and native parsers with them.
MAX_NESTING = 64
# Shared types in each other: a browser deletes the outermost by so many calls in calls, twice, and
# gives up at some thousands.
MAX_TYPE_DEPTH = 250
# What is put into something that has not come yet counts as so deep; nobody writes deeper.
UNKNOWN_TYPE_DEPTH = 50
# JavaScript's largest exact integer; Yjs refuses larger ones.
MAX_INTEGER = (1 << 53) - 1

# pycrdt counts clocks in 32 bits and drops what is above.
MAX_CLOCK = (1 << 32) - 1
# Of structs, of deletions, of values in an update: the longest traces have a fifth of it, and
# reading as many takes half a second.
MAX_UPDATE_ITEMS = 500_000
# A client in an update costs as much as so many structs.
CLIENT_ITEMS = 20
# A document has a client for each time that somebody opened it and wrote; loading takes ten
# microseconds for each.
MAX_DOCUMENT_CLIENTS = 50_000
# Thirteen bytes a client, and those of the update that made them too many.
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

# Of Unicode: a page of code, or more than anybody reads in a chat.
MAX_CHAT_CHARACTERS = 4_000
# Such a text has 48 kB where each character is an escaped surrogate pair.
MAX_CHAT_BYTES = 64 * 1024
# Short ones are counted up and so repeat another's; long ones only fill the log.
MIN_CHAT_NONCE_CHARACTERS = 16
MAX_CHAT_NONCE_CHARACTERS = 64
# Nobody writes as fast; what was written offline comes at once and then goes on at this rate.
CHAT_BURST = 10
CHATS_PER_SECOND = 1
# Whoever joins gets all of it: 500 messages of common length fit.
CHAT_LOG_MESSAGES = 500
CHAT_LOG_BYTES = 256 * 1024

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

# A busy room gathers updates for so long a member, so that its sending costs about as much a
# second however many are in it; 50 wait for 15 ms at most, and nobody for more than the second.
FLUSH_SECONDS_PER_MEMBER = 0.0003
MAX_FLUSH_SECONDS = 0.016
# A cursor may lag a little behind the text it is in.
AWARENESS_FLUSH_SECONDS_PER_MEMBER = 0.0005
MAX_AWARENESS_FLUSH_SECONDS = 0.05
# What waits for a flush goes out at once when it is this much.
MAX_FLUSH_BYTES = MIB

# Past this much unsent, a member is behind and gets no more until it has read down to the second.
BEHIND_BYTES = 256 * 1024
CAUGHT_UP_BYTES = 64 * 1024
# Of updates that members who are behind have missed, in a room.
MAX_BACKLOG_BYTES = 4 * MIB
# Who is behind and has read nothing for so long is closed.
STUCK_SECONDS = 30.0

# What a connection may send at once, and a second from then on; over it, it is read more slowly.
# A whole document and the answer to it fit in at once.
READ_BURST_BYTES = 2 * MAX_DOCUMENT_BYTES
READ_BYTES_PER_SECOND = 4 * MIB
# What reading a message costs besides its bytes, in bytes: 4,000 empty ones a second pass.
MESSAGE_COST_BYTES = 1_024
# Who sends so much, counted like that, within so many seconds, lets the others come first.
TURN_BYTES = 64 * 1024
TURN_SECONDS = 0.002
# Reading pauses for no longer than this at a time, so that pings are answered.
MAX_READ_PAUSE_SECONDS = 1.0

# From one transaction to the next: waking the writer's thread costs more than writing an update.
COMMIT_WINDOW_SECONDS = 0.02
# A failing store is tried again this often.
COMMIT_RETRY_SECONDS = 0.5
MAX_UNCOMMITTED_BYTES = 64 * MIB
# What an entry costs in memory besides its bytes.
ENTRY_BYTES = 512

# Threads that compute let the event loop in after this long, instead of Python's 5 ms.
SWITCH_INTERVAL_SECONDS = 0.0005

# Merging is superlinear in the number of updates: never more than this many at once.
MERGE_FAN_IN = 100
# Answers to state vectors that a document keeps while it is unchanged.
MAX_CACHED_ANSWERS = 8
MAX_CACHED_ANSWER_BYTES = MIB

# An open room's log is compacted when so much came since the last time: loading and joining stay
# quick, and what was deleted does not take memory for long.
COMPACT_AFTER_UPDATES = 2_000
COMPACT_AFTER_BYTES = 256 * 1024
# And one that is read from the store, or about to leave memory.
COMPACT_AT_REST_UPDATES = 200
COMPACT_AT_REST_BYTES = 64 * 1024
# In both cases only when the tail, with so much for each update, is this part of the document:
# then compacting costs a large document no more, by the letter, than a small one.
COMPACT_UPDATE_BYTES = 64
COMPACT_TAIL_PART = 8
# A log that cannot be compacted is tried again once its tail is so many times as long.
COMPACT_AGAIN_FACTOR = 2
# Of how many such logs that is remembered.
MAX_FAILED_LOGS = 1_000
# Fifty people type that in 40 s; past it memory keeps the long form until the next time.
MAX_NEWS_DURING_COMPACTION = 20_000

# 16 MiB that were typed letter by letter take 3.5 s of computing and 60 MB.
COMPACTION_CPU_SECONDS = 30.0
# Other work goes first, so on a busy machine it may take a while.
COMPACTION_SECONDS = 120.0
# A child whose node is gone ends after this long, at once when it is not at work.
COMPACTION_ORPHAN_SECONDS = COMPACTION_SECONDS + 1.0
COMPACTION_MEMORY_BYTES = 1_024 * MIB
# A log holds up to twelve times its document; that takes half of the memory.
MAX_COMPACTION_BYTES = 12 * MAX_DOCUMENT_BYTES
# The document, and three numbers of eight bytes for each part of it that was deleted.
MAX_COMPACTION_ANSWER_BYTES = 64 * MIB
# Looking for the update that ends the child; meanwhile other logs stay long.
ISOLATION_SECONDS = 120.0
# A child that had nothing to do for so long is ended.
COMPACTION_IDLE_SECONDS = 60.0

# While people type, a version is kept this often.
VERSION_SECONDS = 300.0
# One more before so many letters go at once, if the last one is not as young as this.
LARGE_DELETION_CLOCKS = 200
VERSION_BEFORE_DELETION_SECONDS = 30.0
# Of a room: spread evenly over minutes, hours and days.
MAX_VERSIONS = 48
MAX_VERSIONS_BYTES = 32 * MIB
# Documents that wait to become versions.
MAX_WAITING_VERSIONS = 64
MAX_WAITING_VERSIONS_BYTES = 64 * MIB

# An empty room stays in memory this long, for the one who only reloads the page.
ROOM_LINGER_SECONDS = 30.0
# Of rooms that are empty and linger; small ones take 10 kB each.
MAX_EMPTY_ROOMS = 500
# Between two looks at that while rooms are opened faster than time goes by.
LOOK_AFTER_ROOMS = 100
# So many rooms that left memory were some megabytes, which the system gets back.
TRIM_AFTER_ROOMS = 500

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

# Of any child process; it takes 0.1 s on a machine that does nothing else.
CHILD_START_SECONDS = 10.0
# A child that read more than this keeps too much memory, and another one starts quickly.
CHILD_RETIRE_BYTES = 2 * MIB

# 14 MiB that were edited letter by letter take 1 s, or 3 s with an emoji in it; 3 MiB take 0.2 s.
EXTRACTION_SECONDS = 5.0
# A child whose node is gone ends after this long, at once when it is not at work.
EXTRACTION_ORPHAN_SECONDS = EXTRACTION_SECONDS + 1.0
# That document takes 0.5 GB.
EXTRACTION_MEMORY_BYTES = 1_024 * MIB
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

# Sockets in all: 10 kB each while idle. An operator may change it, as the next two.
MAX_CONNECTIONS = 10_000
# From one address: a school behind one router.
MAX_CONNECTIONS_PER_ADDRESS = 500
# In one room. Django lets 200 people in; the rest is for those who are back before their old
# socket is known to be dead.
MAX_CONNECTIONS_PER_ROOM = 300
# Whole seconds after which a client that found no place may try again.
RETRY_SECONDS = 5

# Of a request without its body: the upgrade with a token has 1 kB, with an operator's cookies 4.
MAX_HEAD_BYTES = 16 * 1024
MAX_HEADERS = 100
# A request's head comes within the first, and its body within the second, or it is cut off.
HEAD_SECONDS = 10.0
REQUEST_SECONDS = 30.0
# An answer of which nothing is read for so long is cut off.
ANSWER_STUCK_SECONDS = 30.0
# Connections that are no sockets (yet): more than a start's backlog, which all come at once. Past
# it the one that has waited longest for its request to end makes room.
MAX_REQUEST_CONNECTIONS = 4_096
# Requests that one connection may send before the first is answered.
MAX_PIPELINED = 16

# Files and sockets of the process besides its clients' sockets.
SPARE_FILES = 256
# A stop that has not come to its end by then is cut off.
STOP_SECONDS = 9.0
