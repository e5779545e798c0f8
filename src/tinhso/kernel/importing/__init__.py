"""Records of an old system, brought in by spreadsheet: one way for all rooms.

A room registers an `ImportKind` in `importing.registry.import_kinds`: its columns as data, what it
finds wrong with a row, and how it writes one. The machine reads the sheet row by row, looks through
all of it first, writes in batches that are kept, knows each row by the old system's code, and
proves the outcome by totals and drawn samples (`docs/apps/importing.md`).
"""
