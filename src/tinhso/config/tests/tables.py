"""Make the tables of an installation and nothing else."""

import django

if __name__ == "__main__":
    django.setup()
    from tinhso.config import preparing

    preparing.migrate(lambda line: None)
