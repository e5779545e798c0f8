"""SQLite as a database of this house: nobody starves before its one lock for writing."""
