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

/** Whether two texts are the same URL, but for the fragment. */
export function isSameUrl(one: string, other: string): boolean {
  const href = httpUrl(one)?.href;
  return href !== undefined && href === httpUrl(other)?.href;
}
