"""Questions with known answers, and figures of how they went. Knows snapshots and datasets; nothing of builds."""
