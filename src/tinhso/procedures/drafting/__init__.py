"""Writing a version: its parts, the places in them, conditions, checks and trials.

All here is pure: it takes the content of a draft and returns a new one, or says what is wrong.
`services.drafts` keeps what comes of it; `editor` shows it.
"""
