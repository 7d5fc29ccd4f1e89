"""What every channel shows of replies and reports. Knows records and sentences; nothing of terminals and messengers."""
