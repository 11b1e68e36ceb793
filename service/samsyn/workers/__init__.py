"""Processes that can be killed: they parse and evaluate what strangers send, so that the web process never does."""
