import { execFileSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";

/** Starts the machine's own Chromium, with a profile of its own and no way out to the network. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-proxy-server",
      "--host-resolver-rules=MAP * 127.0.0.1",
    ],
  });
}

function findChromium(): string {
  try {
    return execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  } catch {
    throw new Error("Chromium is not installed: these tests need the apt package chromium");
  }
}
