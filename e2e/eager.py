"""`coterie` that compacts documents as soon as there is anything to compact."""

from coterie_realtime import limits

for name, eager in {
    "COMPACT_AFTER_UPDATES": 8,
    "COMPACT_AFTER_BYTES": 256,
    "COMPACT_AT_REST_UPDATES": 1,
    "COMPACT_AT_REST_BYTES": 16,
    "VERSION_SECONDS": 0.2,
    "VERSION_BEFORE_DELETION_SECONDS": 0.0,
}.items():
    # A name that is no longer there must not leave the compaction lazy.
    assert hasattr(limits, name), name
    setattr(limits, name, eager)

from coterie import cli  # noqa: E402

cli.main()
