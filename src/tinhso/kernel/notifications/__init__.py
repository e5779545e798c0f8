"""Telling people: inbox, e-mail, and a socket for SMS and Zalo."""
