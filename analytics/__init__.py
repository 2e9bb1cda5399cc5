"""The learning science of Signpost and its store. Imports nothing of ours."""
