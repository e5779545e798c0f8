"""Keys on an official's own computer: a program of his, the agent, signs there by his PIN."""
