/** The URL of a resource, without its fragment, which servers never see; `undefined` if it is none of http or https. */
export function httpUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    url.hash = "";
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
