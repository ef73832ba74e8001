-- The code of the problem that a device's last sync met, as the device says.
ALTER TABLE device_seen ADD COLUMN last_error TEXT;
