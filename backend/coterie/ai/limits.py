"""How much AI may take in, how long it may take, and how often it may be asked."""

from coterie.quotas.quota import Quota

# An answer that comes later is of no use: the text has moved on.
SUGGEST_SECONDS = 8.0
# People watch it being written.
SUMMARY_SECONDS = 60.0
# Of all calls to this process that are being answered; each may hold a connection to a provider.
MAX_CALLS = 32

# What is around the cursor tells nearly all; more costs time and money. Tokens are counted as
# four bytes of UTF-8, which is what code in most languages comes to.
BYTES_PER_TOKEN = 4
WINDOW_TOKENS = 1_000
# What was written before says more than what follows.
PREFIX_SHARE = 0.85
# Kept for other files, where the room has some, however long the file at hand is.
CONTEXT_SHARE = 0.15
# The local engine needs the imports at the top; it reads a file of this size within its time.
LOCAL_PREFIX_BYTES = 64 * 1024
LOCAL_SUFFIX_BYTES = 16 * 1024
# Several lines; a longer one is not read before it is taken.
SUGGEST_TOKENS = 256
MAX_SUGGESTION_CHARACTERS = 4_000

# About 8,000 tokens: what files hold, for a summary.
SUMMARY_BYTES = 32 * 1024
SUMMARY_TOKENS = 700
MAX_SUMMARY_CHARACTERS = 20_000
# A room of more files is told by its first ones.
MAX_SUMMARY_FILES = 40
MAX_SUMMARY_PEOPLE = 40

# A summary holds as many tokens as ten suggestions, and nobody reads two a minute.
SUMMARIES_PER_PERSON = Quota(capacity=10, per_seconds=600)
# Callers without a token, all together: they only try the local engine out.
ANONYMOUS_CALLS = Quota(capacity=120, per_seconds=60)
# As fast as anybody could press Tab.
ACCEPTED_PER_PERSON = Quota(capacity=120, per_seconds=60)
DAY_SECONDS = 86_400
