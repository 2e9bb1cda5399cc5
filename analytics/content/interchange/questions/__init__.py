"""Questions in the formats of others: written, and read with a report."""
