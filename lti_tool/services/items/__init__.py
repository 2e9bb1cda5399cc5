"""Questions that teachers make: written, tried, kept by revision and placed."""
