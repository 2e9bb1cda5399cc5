"""The commands of `signpost`, one a file."""
