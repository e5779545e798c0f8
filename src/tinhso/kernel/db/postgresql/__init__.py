"""PostgreSQL as a database of this house: its moments are read in one step."""
