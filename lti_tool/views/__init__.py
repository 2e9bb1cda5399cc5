"""HTTP only: parse, call one service, render."""
