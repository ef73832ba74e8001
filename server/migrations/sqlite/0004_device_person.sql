-- Who was signed in on a device when it was last used by anybody: by this an administrator tells one phone from another.
ALTER TABLE device_seen ADD COLUMN account_id TEXT;
