"""Boards pushed to sockets."""
