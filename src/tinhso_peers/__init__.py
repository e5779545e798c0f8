"""Other parties, played in demonstrations and tests; each a small server of its own."""
