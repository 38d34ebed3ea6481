/** Where a VASP's keys are (UMAD-02). */
export const keysPath = "/.well-known/lnurlpubkey";
/** Where a VASP's configuration is (UMAD-11). */
export const configurationPath = "/.well-known/uma-configuration";
