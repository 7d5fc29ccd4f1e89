"""The conversation and the reports in a terminal. Knows rich and prompt_toolkit; nothing of Telegram."""
