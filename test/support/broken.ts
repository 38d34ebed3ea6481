/** What throws when anything at all is done with it: a proxy that was revoked. */
export function revoked<Target extends object>(target: Target): Target {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** What throws when something is read of it. */
export function unreadable<Target extends object>(target: Target): Target {
  const fail = () => {
    throw new RangeError("thrown by what was handed in");
  };
  return new Proxy(target, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
}

/** Bytes whose memory was taken away. */
export function detached(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}
