/** A vendor's HTTP as a `fetch`: routes of answers, and what was asked. Follows redirects as the real one would. */

export type AskedRequest = { url: string; headers: Record<string, string> };
export type Answer = { status?: number; headers?: Record<string, string>; body?: string } | Error;

export function makeVendorHttp(routes: Readonly<Record<string, Answer>>) {
  const asked: AskedRequest[] = [];

  async function fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = String(input);
    asked.push({ url, headers: Object.fromEntries(new Headers(init.headers)) });
    const answer = routes[url] ?? { status: 599, body: `no route ${url}` };
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = {}, body = '' } = answer;
    const location = headers.location;
    if (location !== undefined && (init.redirect ?? 'follow') === 'follow') return fetch(location, init);
    return new Response(status === 204 ? null : body, { status, headers });
  }

  return { fetch, asked };
}
