"""Processes beside the web: outbox relay, inbox, reconciler, passback."""
