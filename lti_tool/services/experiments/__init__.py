"""What teaches an activity, and experiments between two policies."""
