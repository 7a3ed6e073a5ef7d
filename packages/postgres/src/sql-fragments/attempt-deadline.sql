deadline_at = least(
  a.scheduled_at + a.schedule_to_close_ms * interval '1 millisecond',
  now() + least(a.start_to_close_ms, a.heartbeat_ms) * interval '1 millisecond'
)
