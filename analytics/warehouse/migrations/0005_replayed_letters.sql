-- When somebody sent the message again. A new failure writes the row anew,
-- without it.
ALTER TABLE dead_letters ADD COLUMN IF NOT EXISTS replayed_at Nullable(DateTime64(3, 'UTC'));
