// Starts the real program with its demonstration in an empty folder, once for all stories, and stops it after them.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = process.env.SHUANGLIAN_PROGRAM || join(ROOT, "target/release/shuanglian");
const READY_WITHIN_MS = 60_000; // filling the demonstration takes seconds; a loaded machine more
const ASK_EVERY_MS = 100;
const LOG_KEPT = 20_000; // characters, enough for what led to a fault

export default async function start() {
  if (!existsSync(PROGRAM) && spawnSync("cargo", ["pack"], { cwd: ROOT, stdio: "inherit" }).status !== 0) {
    throw new Error("cargo pack failed: there is no program to test");
  }
  const folder = mkdtempSync(join(tmpdir(), "shuanglian-stories-"));
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(PROGRAM, ["serve", "--demo", "--listen", address, "--data", folder], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (part) => (log = (log + part).slice(-LOG_KEPT)));
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(`http://${address}/healthz`, server);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${log}`);
  }
  // The workers inherit these.
  Object.assign(process.env, { STORY_SERVER: address, STORY_PROGRAM: PROGRAM, STORY_DATA: folder });
  return stop;
}

async function ready(url, server) {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new Error(`${url} was not ready within ${READY_WITHIN_MS} ms`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
