"""Waiting and follow-through: one durable workflow per case, and the schedules. Replays no rule."""
