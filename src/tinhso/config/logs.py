"""Logs: one JSON object a line, to standard error; codes and ids, nothing that names a person."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime"}
_SILENT = frozenset({"request", "server_time", "status_code"})


def _take_extra(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take what a caller gave as `extra`, except requests, which carry what people typed."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        for name, value in vars(record).items():
            if name not in _STANDARD and name not in _SILENT and not name.startswith("_"):
                event.setdefault(name, value if isinstance(value, int | float) else str(value))
    return event


def _without_messages_of_errors(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Say which error it was and where, without its message, which may quote a person's data."""
    info = event.pop("exc_info", None)
    if isinstance(info, tuple) and info[0] is not None:
        event["error"] = info[0].__name__
        steps = []
        trace = info[2]
        while trace is not None:
            code = trace.tb_frame.f_code
            steps.append(f"{code.co_filename.rsplit('site-packages/', 1)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["at"] = steps[-12:]
    return event


def logging_settings(level: str) -> dict[str, Any]:
    """Return Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at_utc"),
                ],
                "processors": [
                    _take_extra,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _without_messages_of_errors,
                    structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
                ],
            }
        },
        "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["errors"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "django-q": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "pyhanko": {"level": "ERROR"},
            "pikepdf": {"level": "WARNING"},
        },
    }
