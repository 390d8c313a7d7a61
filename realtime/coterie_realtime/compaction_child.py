"""Compacts documents, in a process that may die: `python -m` of this module."""

from .child_process import serve
from .compact import compact_job
from .limits import (
    COMPACTION_CPU_SECONDS,
    COMPACTION_MEMORY_BYTES,
    COMPACTION_ORPHAN_SECONDS,
)

if __name__ == "__main__":
    serve(
        compact_job,
        memory_bytes=COMPACTION_MEMORY_BYTES,
        orphan_seconds=COMPACTION_ORPHAN_SECONDS,
        cpu_seconds=COMPACTION_CPU_SECONDS,
    )
