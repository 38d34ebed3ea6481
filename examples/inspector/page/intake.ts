import { offerCamera } from "./camera.js";
import { byId } from "./dom.js";
import { scanPicture } from "./scan.js";

/** No invoice is as long as that, in bytes. */
const mostText = 65_536;

/** Takes invoices in by every other way than typing: pictures, the camera, drag and drop, the clipboard. */
export function takeIn(
  onText: (text: string) => void,
  onTrouble: (title: string, detail: string) => void,
): void {
  const picture = byId<HTMLInputElement>("picture");
  byId("open-picture").addEventListener("click", () => picture.click());
  picture.addEventListener("change", async () => {
    const [file] = picture.files ?? [];
    if (file) await takeFile(file);
    picture.value = "";
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    take(event.dataTransfer);
  });
  document.addEventListener("paste", (event) => {
    // Text is for the field that has the focus.
    if (event.clipboardData?.files.length) {
      event.preventDefault();
      take(event.clipboardData);
    }
  });
  offerCamera(onText);

  function take(data: DataTransfer | null): void {
    const [file] = data?.files ?? [];
    const text = data?.getData("text");
    if (file) void takeFile(file);
    else if (text) onText(text);
  }

  async function takeFile(file: File): Promise<void> {
    if (file.type.startsWith("text/")) return onText(await file.slice(0, mostText).text());
    try {
      const text = await scanPicture(file);
      if (text === undefined) onTrouble("No QR code found", "A sharper or closer picture may help.");
      else onText(text);
    } catch {
      onTrouble("Not a picture", "The browser cannot show this file.");
    }
  }
}
