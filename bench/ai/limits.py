"""What an answer may use while its tests run, and how long the bench waits."""

# A program of twenty lines needs a tenth; loops without end are common answers.
CPU_SECONDS = 3
WALL_SECONDS = 15.0
# Go compiles its standard library the first time.
GO_CPU_SECONDS = 120
GO_WALL_SECONDS = 180.0
# Private memory; an interpreter needs 20 MB, node 60, Go's compiler and linker some hundred.
PYTHON_MEMORY_BYTES = 256 << 20
NODE_MEMORY_BYTES = 1 << 30
GO_MEMORY_BYTES = 2 << 30
# Go's linked test program has 5 MB, the largest archive of its library 20.
MAX_FILE_BYTES = 64 << 20
# Far more than a test prints; a loop that prints without end fills no disk (it is a file).
MAX_OUTPUT_BYTES = 1 << 20

# The product gives a suggestion up after 8 s; its first start on a busy machine takes longer.
ASK_SECONDS = 30.0
# Until the offline engine has read what it reads ahead.
WARM_SECONDS = 60.0
# A provider that is asked too fast says when to come back; a day's budget does not come back.
MAX_RETRY_SECONDS = 90.0
MAX_ATTEMPTS = 4
