/** The JSON value of a whole body, undefined when it is none. For bodies whose size is bounded. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
