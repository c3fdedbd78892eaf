"""The outside: calendars, printers, notices."""
