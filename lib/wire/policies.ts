/** The moderation policies of a deployment: as configured, or Verdex's own. */
import { type Policies, parsePolicies } from '../summaries/policy.ts';
import { DEFAULT_POLICY } from '../vendors/hive/default-policy.ts';

/** The first is the one that is used where none is asked for. Throws an Error that says what is wrong with them. */
export function readPolicies(configured: string | undefined): Policies {
  return configured === undefined ? [DEFAULT_POLICY] : parsePolicies(configured);
}
