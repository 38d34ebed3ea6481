import { type BarcodeDetector as Detector, decodeQR } from "qr/decode.js";

/** The longest side, in pixels, of what a picture is brought to before a code is looked for in it. */
const maxSide = 1600;

/**
 * Reads the QR code of a picture: PNG, JPEG, SVG or whatever the browser shows.
 *
 * @returns its text, or `undefined` if no code is found
 * @throws Error if the file is no picture
 */
export async function scanPicture(file: Blob): Promise<string | undefined> {
  const url = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    return await readQr(picture, picture.naturalWidth, picture.naturalHeight);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Reads the first QR code that the camera sees.
 *
 * @param video - shows what the camera sees meanwhile
 * @returns its text; `undefined` once the signal says to stop
 * @throws DOMException if there is no camera, or it may not be used
 */
export async function scanCamera(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  signal.addEventListener("abort", stop);
  try {
    video.srcObject = stream;
    // Rejects if it is stopped before the first frame has come.
    if (!signal.aborted) await video.play();
    while (!signal.aborted) {
      const text = await readQr(video, video.videoWidth, video.videoHeight);
      if (text !== undefined) return text;
      await new Promise(requestAnimationFrame);
    }
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    stop();
  }
}

async function readQr(source: CanvasImageSource, width: number, height: number): Promise<string | undefined> {
  const scale = Math.min(1, maxSide / Math.max(width, height, 1));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return (
    (await readNatively(canvas)) ?? readByOurselves(context.getImageData(0, 0, canvas.width, canvas.height))
  );
}

async function readNatively(canvas: HTMLCanvasElement): Promise<string | undefined> {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: typeof Detector };
  if (!BarcodeDetector) return undefined;
  try {
    const [found] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(canvas);
    return found?.rawValue;
  } catch {
    // Some browsers have the name, and nothing behind it.
    return undefined;
  }
}

function readByOurselves(image: ImageData): string | undefined {
  try {
    return decodeQR(image, { timeLimit: 500 });
  } catch {
    return undefined;
  }
}
