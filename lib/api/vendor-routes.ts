/** How Verdex stands with each vendor, and the reading of a vendor's own list on demand. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { askForReading } from '../jobs/vendor-lists.ts';
import type { VendorState, VendorStateStore } from '../jobs/vendor-state.ts';
import { changeKept } from '../platform/compare-and-set.ts';
import { describedAnswer, notFound, refusals } from './answers.ts';
import { bodyRefusals, demandJson, jsonBody } from './bodies.ts';
import { noParameters, vendorParameter } from './parameters.ts';

const vendorSchema = z
  .object({
    vendor: z.string(),
    paused: z.object({ since: z.string(), reason: z.string(), nextTryAt: z.string() }).nullable(),
    list: z.object({ readTo: z.string(), nextReadingAt: z.string() }).nullable(),
  })
  .openapi('Vendor');

const list = createRoute({
  method: 'get',
  path: '/vendors',
  request: { query: noParameters },
  responses: {
    200: describedAnswer('Every vendor', z.object({ vendors: z.array(vendorSchema) })),
    ...refusals,
  },
});

const SINCE_MESSAGE = 'must be an ISO 8601 date-time';
const adopt = createRoute({
  method: 'post',
  path: '/vendors/{vendor}/adoptions',
  middleware: demandJson,
  request: {
    params: z.object({ vendor: vendorParameter }),
    query: noParameters,
    body: jsonBody(
      z.strictObject({
        since: z.iso
          .datetime({ offset: true, error: SINCE_MESSAGE })
          .optional()
          .openapi({ description: 'Read jobs created since then; without it, from where the list was read to' }),
      }),
    ),
  },
  responses: {
    202: describedAnswer('The list is read within a minute or two', vendorSchema),
    ...refusals,
    ...bodyRefusals,
    ...notFound,
  },
});

export type VendorRoutesDeps = {
  states: VendorStateStore;
  vendorNames: readonly string[];
  /** Those whose own list of jobs is read. */
  listedVendors: readonly string[];
  now: () => Date;
};

export function addVendorRoutes(app: OpenAPIHono, { states, vendorNames, listedVendors, now }: VendorRoutesDeps): void {
  app.openapi(list, async (context) => {
    const vendors = await Promise.all(vendorNames.map(async (vendor) => viewOf(vendor, await states.read(vendor))));
    return context.json({ vendors }, 200);
  });

  app.openapi(adopt, async (context) => {
    const { vendor } = context.req.valid('param');
    const { since } = context.req.valid('json');
    if (!listedVendors.includes(vendor)) {
      return context.json(
        { message: `vendor: no list is read of it; of these there is: ${listedVendors.join(', ')}` },
        404,
      );
    }
    const state = await changeKept(states, vendor, (kept) => {
      const wish = { vendor, since: since === undefined ? undefined : new Date(since) };
      const value = askForReading(kept, wish, now());
      return { value, answer: value };
    });
    return context.json(viewOf(vendor, state), 202);
  });
}

function viewOf(vendor: string, state: VendorState | undefined): z.infer<typeof vendorSchema> {
  const { pause = null, list = null } = state ?? {};
  return {
    vendor,
    paused: pause && { since: pause.since, reason: pause.reason, nextTryAt: pause.probeAt },
    list: list && { readTo: list.readTo, nextReadingAt: list.dueAt },
  };
}
