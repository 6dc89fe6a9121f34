/** Which of the configured policies an answer is judged by. */
import { z } from '@hono/zod-openapi';
import { type Policies, policyId } from '../summaries/policy.ts';

/**
 * `{name}@{version}`, or `{name}` for the first of that name; becomes the policy. Absent stays undefined: a route takes
 * the default itself, `policies[0]`, where it needs one.
 */
export function policyParameter(policies: Policies) {
  const ids = policies.map(policyId);
  const message = `must be one of ${ids.join(', ')}`;
  return z
    .string()
    .transform((text, context) => {
      const policy = policies.find((one) => policyId(one) === text) ?? policies.find(({ name }) => name === text);
      if (policy !== undefined) return policy;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .optional()
    .openapi({
      type: 'string',
      description: `What a level is: one of ${ids.join(', ')}, or its name alone; ${ids[0]} without it`,
    });
}
