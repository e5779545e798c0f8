"""Tables whose rows the database itself refuses to change or delete."""

from django.db import connection, models

from tinhso.kernel.registry import Registry

append_only: Registry[type[models.Model]] = Registry("append-only tables")


def protect() -> list[str]:
    """Put the triggers on every append-only table; safe to run again.

    Called after each migration by `tinhso migrate`, because remaking a table drops its triggers.
    They stop slips and careless scripts; whoever can edit the file can drop them, which is what
    the chain of `kernel.audit` is for.
    """
    tables = [model._meta.db_table for _, model in append_only]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION tinhso_append_only() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
            )
        for table in tables:
            for verb in ("UPDATE", "DELETE"):
                name = connection.ops.quote_name(f"{table}_no_{verb.lower()}")
                quoted = connection.ops.quote_name(table)
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {quoted}")
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {quoted}"
                        " FOR EACH ROW EXECUTE FUNCTION tinhso_append_only()"
                    )
                else:
                    cursor.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {quoted}"
                        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                    )
    return tables
