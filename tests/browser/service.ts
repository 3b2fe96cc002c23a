// Makes a demonstration city in a temporary folder, serves it on a free port and stops it after the tests.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_MS = 60_000;
const STOP_MS = 15_000;
const STEP_MS = 100;
/** The demonstration city lives in 2020: the service's clock stands on a day in the middle of its year. */
export const TODAY = "2020-09-10";

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The address that the service prints once it listens. */
function addressOf(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    };
    service.stdout?.on("data", listen);
    service.stderr?.on("data", listen);
    service.once("exit", (code) => reject(new Error(`the service ended with ${code}:\n${said}`)));
    setTimeout(() => reject(new Error(`the service printed no address:\n${said}`)), START_MS).unref();
  });
}

async function untilReady(address: string): Promise<void> {
  const end = Date.now() + START_MS;
  let last = "no answer";
  while (Date.now() < end) {
    try {
      const answer = await fetch(`${address}/readyz`);
      if (answer.ok) return;
      last = await answer.text();
    } catch (error) {
      last = String(error);
    }
    await pause(STEP_MS);
  }
  throw new Error(`the service did not become ready: ${last}`);
}

function stop(service: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    if (service.exitCode !== null) return resolve();
    const late = setTimeout(() => {
      service.kill("SIGKILL");
      reject(new Error("the service did not stop on SIGTERM"));
    }, STOP_MS);
    service.once("exit", () => {
      clearTimeout(late);
      resolve();
    });
    service.kill("SIGTERM");
  });
}

export default async function setUp(): Promise<() => Promise<void>> {
  const binary = process.env.JIEDUI_BINARY;
  if (binary === undefined) throw new Error("JIEDUI_BINARY names the program to test");
  const folder = mkdtempSync(join(tmpdir(), "jiedui-browser-"));
  const data = join(folder, "city");
  const env = { ...process.env, JIEDUI_NOW: TODAY };
  const web = process.env.JIEDUI_WEB === undefined ? [] : ["--web", process.env.JIEDUI_WEB];
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync(binary, ["demo", "--data", data], { env, stdio: ["ignore", "ignore", "inherit"] });
    const service = spawn(binary, ["serve", "--data", data, "--listen", "127.0.0.1:0", ...web], { env, stdio: ["ignore", "pipe", "pipe"] });
    process.env.JIEDUI_URL = await addressOf(service);
    await untilReady(process.env.JIEDUI_URL);
    return async () => {
      await stop(service);
      removeFolder();
    };
  } catch (error) {
    removeFolder();
    throw error;
  }
}
