/** A JSON answer as API Gateway takes it, payload format 2.0. */
export function jsonAnswer(statusCode: number, body: object, headers: Record<string, string> = {}) {
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
