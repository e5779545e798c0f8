"""The reference agent: an official's own computer signs for him, on his token, by his PIN.

It knows of the house only how devices are spoken to and what algorithms are called; everything
else it learns by the protocol of `docs/reference/signing-agent.md`. It needs no Django.
"""
