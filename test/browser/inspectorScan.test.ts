import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { toQrSvg } from "../../src/qr/index.js";
import { qrModules } from "../../src/qr/modules.js";
import { readFixtures } from "../support/fixtures.js";
import { qrPixels } from "../support/qrPixels.js";
import { shownText, useInspector, verdict } from "./inspectorPage.js";

const inspector = useInspector();
let page: Page;

beforeAll(async () => {
  page = await inspector.open();
});

beforeEach(() => page.getByRole("button", { name: "Clear" }).click());

const { text } = readFixtures("python").find(({ name }) => name === "every optional field")!;
const { data, width, height } = qrPixels(qrModules(text, { allowSenderUma: true }));
const picture = Object.assign(new PNG({ width, height }), { data: Buffer.from(data) });
const png = { name: "code.png", mimeType: "image/png", buffer: PNG.sync.write(picture) };
const svg = {
  name: "code.svg",
  mimeType: "image/svg+xml",
  buffer: Buffer.from(toQrSvg(text, { allowSenderUma: true })),
};
const empty = {
  name: "empty.png",
  mimeType: "image/png",
  buffer: PNG.sync.write(new PNG({ width: 200, height: 200, colorType: 2 })),
};
const note = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from(`uma:${text}\n`) };
const noPicture = { name: "broken.png", mimeType: "image/png", buffer: Buffer.from("no picture") };

type File = typeof png;

/** Hands a file over as dropping it, or pasting it, does. */
async function hand(event: "drop" | "paste", { name, mimeType, buffer }: File): Promise<void> {
  await page.evaluate(`{
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob("${buffer.toString("base64")}"), (unit) => unit.charCodeAt(0));
    data.items.add(new File([bytes], "${name}", { type: "${mimeType}" }));
    document.body.dispatchEvent(
      "${event}" === "drop"
        ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
        : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }`);
}

const choose = (file: File) => page.locator("#picture").setInputFiles(file);

describe.each([
  ["a PNG that is chosen", () => choose(png)],
  ["an SVG that is chosen", () => choose(svg)],
  ["a picture that is dropped", () => hand("drop", png)],
  ["a picture that is pasted", () => hand("paste", png)],
  ["a text file that is dropped", () => hand("drop", note)],
])("%s", (_, give) => {
  test("is read", async () => {
    await give();
    await expect.poll(() => shownText(page)).toBe(text);
  });
});

test("the same picture can be chosen twice", async () => {
  await choose(png);
  await expect.poll(() => shownText(page)).toBe(text);
  await page.getByRole("button", { name: "Clear" }).click();
  await choose(png);
  await expect.poll(() => shownText(page)).toBe(text);
});

test("text that is dropped is read", async () => {
  await page.evaluate(`{
    const data = new DataTransfer();
    data.setData("text", "uma:${text}");
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }`);
  await expect.poll(() => shownText(page)).toBe(text);
});

test.each([
  ["a picture without a QR code", empty, "No QR code found"],
  ["a file that is no picture", noPicture, "Not a picture"],
])("%s is said to be one", async (_, file, title) => {
  await choose(file);
  await page.locator("#verdict p").waitFor();
  expect(await verdict(page)).toContain(title);
});

test("the button opens the choice of a file", async () => {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Picture" }).click();
  expect((await chooser).isMultiple()).toBe(false);
});

describe("the camera", () => {
  /** A camera before which somebody holds a picture. */
  const camera = `globalThis.stream = undefined;
  navigator.mediaDevices.getUserMedia = async () => {
    const picture = new Image();
    picture.src = "data:image/png;base64,${png.buffer.toString("base64")}";
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: ${width}, height: ${height} });
    setInterval(() => canvas.getContext("2d").drawImage(picture, 0, 0), 20);
    return (globalThis.stream = canvas.captureStream());
  }`;
  const noCamera = `navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("Requested device not found", "NotFoundError");
  }`;
  const open = () => page.getByRole("button", { name: "Camera" }).click();
  const dialog = () => page.getByRole("dialog");

  test("reads an invoice", async () => {
    await page.evaluate(camera);
    await open();
    await expect.poll(() => shownText(page)).toBe(text);
  });

  test("is let go of once it has read one", async () => {
    await page.evaluate(camera);
    await open();
    await expect.poll(() => shownText(page)).toBe(text);
    expect(await page.evaluate("stream.getTracks().map(({ readyState }) => readyState)")).toEqual(["ended"]);
  });

  test("closes its dialog once it has read one", async () => {
    await page.evaluate(camera);
    await open();
    await expect.poll(() => shownText(page)).toBe(text);
    expect(await dialog().count()).toBe(0);
  });

  test("is let go of when the dialog is closed", async () => {
    await page.evaluate(camera.replace(/setInterval.*\n/, ""));
    await open();
    await expect.poll(() => page.evaluate("stream !== undefined")).toBe(true);
    await page.keyboard.press("Escape");
    await expect
      .poll(() => page.evaluate("stream.getTracks().map(({ readyState }) => readyState)"))
      .toEqual(["ended"]);
  });

  test("says so where there is none", async () => {
    await page.evaluate(noCamera);
    await open();
    await page.locator("#camera-note:not(:empty)").waitFor();
    const said = await page.locator("#camera-note").innerText();
    await page.getByRole("button", { name: "Close" }).click();
    expect(said).toContain("Requested device not found");
  });
});

test("the page says nothing of a camera where the browser has none to offer", async () => {
  const elsewhere = await (await inspector.browser.newContext()).newPage();
  await elsewhere.addInitScript("delete Navigator.prototype.mediaDevices");
  await elsewhere.goto(inspector.url);
  expect(await elsewhere.getByRole("button", { name: "Camera" }).count()).toBe(0);
});
