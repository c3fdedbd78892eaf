"""Tables, transactions, rows and domain values, read-only queries."""
