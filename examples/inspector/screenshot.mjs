// Takes the README's picture of the inspector page: docs/inspector.png.
//
//   node examples/inspector/screenshot.mjs
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants } from "node:zlib";
import { chromium } from "playwright-core";
import { PNG } from "pngjs";
import { buildInspector } from "./build.mjs";
import { serveInspector } from "./server.mjs";

const picture = fileURLToPath(new URL("../../docs/inspector.png", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "uma-invoice-inspector-"));
await buildInspector(folder);
const { server, url } = await serveInspector(folder, 0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage({
    viewport: { width: 1160, height: 2400 },
    locale: "en-US",
    timezoneId: "UTC",
    colorScheme: "light",
  });
  await page.clock.setFixedTime(new Date("2026-01-01T12:00:00Z"));
  await page.goto(url);
  await page.getByRole("button", { name: "JavaScript" }).click();
  // The first byte of the amount's value.
  await page.locator(".byte[data-byte='56']").hover();
  const { y } = await page.locator("#anatomy").boundingBox();
  const shot = await page.screenshot({ clip: { x: 0, y: y - 12, width: 1160, height: 740 } });
  await mkdir(dirname(picture), { recursive: true });
  await writeFile(picture, smaller(shot));
} finally {
  await browser.close();
  server.close();
  await rm(folder, { recursive: true });
}

/** The same picture without transparency, with colours a hair's breadth off where that packs better. */
function smaller(png) {
  const picture = PNG.sync.read(png);
  picture.data.forEach((value, at) => {
    picture.data[at] = Math.min(255, Math.round(value / 4) * 4);
  });
  return PNG.sync.write(picture, {
    colorType: 2,
    filterType: 0,
    deflateLevel: 9,
    deflateStrategy: constants.Z_DEFAULT_STRATEGY,
  });
}
