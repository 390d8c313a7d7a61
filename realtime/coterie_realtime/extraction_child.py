"""Reads the files out of documents, in a process that may die: `python -m` of this module.

The only place where a document is built.
"""

from .child_process import serve
from .document_files import files_json
from .limits import EXTRACTION_MEMORY_BYTES, EXTRACTION_ORPHAN_SECONDS

if __name__ == "__main__":
    serve(
        files_json,
        memory_bytes=EXTRACTION_MEMORY_BYTES,
        orphan_seconds=EXTRACTION_ORPHAN_SECONDS,
    )
