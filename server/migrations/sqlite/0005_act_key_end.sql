-- When a person signed out of a device, by the device's own clock as it last told it: what states that it was written later is held.
ALTER TABLE act_key ADD COLUMN ended_at INTEGER;
-- The password was set anew by an administrator's link since this key was given: what arrives under it is held, and the next sign-in
-- begins another.
ALTER TABLE act_key ADD COLUMN is_old INTEGER NOT NULL DEFAULT 0;
