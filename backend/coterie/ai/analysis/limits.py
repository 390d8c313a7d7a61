"""What a child process may use, and how long its answers may take."""

# jedi with the stubs of a few large modules holds a third of it.
MAX_CHILD_BYTES = 512 << 20
MAX_CHILD_FILES = 64
# jedi's cache keeps a file for each module it has read.
MAX_CHILD_FILE_BYTES = 32 << 20
# For its start and all imports on a busy machine; asked for once.
START_SECONDS = 30.0
# For one step of what it reads ahead, on a busy machine; questions wait behind it.
WARM_SECONDS = 10.0
# Beyond any of the limits below: a child whose parent is gone ends by then.
CHILD_ALARM_SECONDS = 30

# To read a large module for the first time on a slow machine.
COMPLETE_SECONDS = 4.0
LINE_SECONDS = 1.0
SECRETS_SECONDS = 3.0
OUTLINE_SECONDS = 5.0

# Callers who wait for one child; a suggestion that waits longer is stale.
MAX_WAITING = 32
# The texts of a summary, several times over.
MAX_MESSAGE_BYTES = 8 << 20
