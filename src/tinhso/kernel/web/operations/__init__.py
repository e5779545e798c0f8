"""Pages for operators: jobs, outbox, audit trail, backups; health and metrics."""
