const blocks = /-----BEGIN ([A-Z\d ]+)-----(.*?)-----END \1-----/gs;

/**
 * PEM as OpenSSL reads it: lines that came as `\n` from an environment variable, or that were joined, are set right.
 *
 * @see RFC 7468
 */
export function tidyPem(text: string): string {
  return text.replace(blocks, (_block, label: string, body: string) => {
    const lines = body.replace(/\\[rn]|\s/g, "").match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----\n`].join("\n");
  });
}
