/** How Verdex stands with each vendor, and the reading of a vendor's own list on demand. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { AskForList } from '../jobs/standing/ask-for-list.ts';
import type { VendorState, VendorStateStore } from '../jobs/standing/vendor-state.ts';
import { allOf } from '../platform/all-of.ts';
import { describedAnswer, notFound, refusals } from './answers.ts';
import { bodyRefusals, demandJson, jsonBody } from './bodies.ts';
import { dateTimeWithin, noParameters, vendorParameter } from './parameters.ts';

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

/** Before there was any vendor's job. */
const EARLIEST_SINCE = new Date('2000-01-01T00:00:00Z');
const SINCE_MESSAGE = 'must be an ISO 8601 date-time, from 2000-01-01 UTC on and not in the future';

function adoptRoute(now: () => Date) {
  return createRoute({
    method: 'post',
    path: '/vendors/{vendor}/adoptions',
    middleware: demandJson,
    request: {
      params: z.object({ vendor: vendorParameter }),
      query: noParameters,
      body: jsonBody(
        z.strictObject({
          since: dateTimeWithin({ from: EARLIEST_SINCE, to: now, message: SINCE_MESSAGE })
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
}

export type VendorRoutesDeps = {
  states: Pick<VendorStateStore, 'read'>;
  askForList: AskForList;
  vendorNames: readonly string[];
  /** Those whose own list of jobs is read. */
  listedVendors: readonly string[];
  now: () => Date;
};

export function addVendorRoutes(app: OpenAPIHono, deps: VendorRoutesDeps): void {
  const { states, askForList, vendorNames, listedVendors, now } = deps;

  app.openapi(list, async (context) => {
    const vendors = await allOf(vendorNames.map(async (vendor) => viewOf(vendor, await states.read(vendor))));
    return context.json({ vendors }, 200);
  });

  app.openapi(adoptRoute(now), async (context) => {
    const { vendor } = context.req.valid('param');
    const { since } = context.req.valid('json');
    if (!listedVendors.includes(vendor)) {
      return context.json(
        { message: `vendor: no list is read of it; of these there is: ${listedVendors.join(', ')}` },
        404,
      );
    }
    const state = await askForList(vendor, since === undefined ? undefined : new Date(since));
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
