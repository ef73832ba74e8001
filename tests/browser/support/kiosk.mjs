// An administrator's hand: a one-time code for a village's kiosk, by the same program beside the running server.
import { execFileSync } from "node:child_process";

const CODE = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/;

export function enrolmentCode(village) {
  const said = execFileSync(process.env.STORY_PROGRAM, ["kiosk", "--data", process.env.STORY_DATA, "code", village], { encoding: "utf8" });
  const [code] = said.match(CODE) ?? [];
  if (!code) throw new Error(`no code in: ${said}`);
  return code.replaceAll("-", "");
}
