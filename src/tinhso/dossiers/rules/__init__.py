"""Pure decisions about dossiers: states and moves, clocks, codes, the card, who sees."""
