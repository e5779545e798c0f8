"""Gather the static files as a start does and nothing else, where they are not gathered yet."""

from tinhso.kernel.loading import load

if __name__ == "__main__":
    load()
    from tinhso.config import preparing

    preparing.gather_static_files(lambda _line: None)
