"""A carrier's HTTP gateway for short messages, played: takes them once, keeps what it took."""
