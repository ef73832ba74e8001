// An administrator's hand at the machine: devices, by the same program beside the running server.
import { execFileSync } from "node:child_process";

const run = (...words) => execFileSync(process.env.STORY_PROGRAM, [...words, "--data", process.env.STORY_DATA], { encoding: "utf8" });

// The identity that a page's device has given itself.
export const deviceOf = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("device")));

export const devices = () => run("device", "list");
export const revoke = (device) => run("device", "revoke", device);
