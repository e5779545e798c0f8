"""Official numbers: unique and gapless per register, agency and period."""
