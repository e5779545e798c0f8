"""A living room of dossiers for demonstrations, and a million of them for measuring.

`growing` lets some two hundred dossiers live through the services, each act at its own time;
`loading` writes many more by bulk, held equal to the services by a test.
"""
