"""One verb a file: event in, events out. No Faust here."""
