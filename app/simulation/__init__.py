"""The office played forward on the domain's own rules."""
