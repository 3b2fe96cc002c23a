// The processes of the test: each prints its address once it serves, and is ended with the test.
import { spawn, spawnSync } from "node:child_process";

const running = [];

/** Starts it and gives the first address that it prints. */
export function serve(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  running.push(child);
  return new Promise((resolve, reject) => {
    let text = "";
    const read = (bytes) => {
      text += bytes;
      const found = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(text);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${text}`)));
  });
}

/** Runs it to its end and gives what it prints. */
export function run(command, args, input = "") {
  const done = spawnSync(command, args, { input, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

export async function endAll() {
  await Promise.all(
    running.map(
      (child) =>
        new Promise((resolve) => {
          if (child.exitCode !== null) return resolve();
          child.on("exit", resolve);
          child.kill();
        }),
    ),
  );
}
