"""What who runs Signpost may do: one use case a file."""
