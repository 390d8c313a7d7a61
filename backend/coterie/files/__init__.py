"""What a room's document holds, as realtime tells it: kept as a snapshot, handed out as a ZIP."""
