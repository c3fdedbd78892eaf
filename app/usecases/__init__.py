"""The trade's verbs: load, decide, save."""
