import { byId } from "./dom.js";
import { scanCamera } from "./scan.js";

/** Offers the camera where there may be one, and hands over what it reads. */
export function offerCamera(onText: (text: string) => void): void {
  const open = byId("use-camera");
  const dialog = byId<HTMLDialogElement>("camera");
  const note = byId("camera-note");
  open.hidden = !("mediaDevices" in navigator);
  open.addEventListener("click", async () => {
    const stop = new AbortController();
    dialog.addEventListener("close", () => stop.abort(), { once: true });
    note.textContent = "";
    dialog.showModal();
    try {
      const text = await scanCamera(byId<HTMLVideoElement>("video"), stop.signal);
      dialog.close();
      if (text !== undefined) onText(text);
    } catch (error) {
      note.textContent = `The camera cannot be used: ${error instanceof Error ? error.message : error}`;
    }
  });
  byId("close-camera").addEventListener("click", () => dialog.close());
}
