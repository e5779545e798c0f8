"""Other parties, played in demonstrations and tests; each a small server that knows nothing of tinhso."""
