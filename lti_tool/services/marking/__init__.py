"""The marking desk: what to mark next, decisions and what is learnt from them."""
