/** What Verdex makes of Hive's findings unless it is told otherwise. */
import type { Policy } from '../../summaries/policy.ts';
import { DEFAULT_SEVERITY_CLASSES } from './classes/class-registry.ts';

/** The levels of a probability are ours. Hive suggests 0.9 as the threshold of a visual class: that is level 2. */
export const DEFAULT_POLICY: Policy = {
  name: 'standard',
  version: 1,
  severityClasses: [...DEFAULT_SEVERITY_CLASSES],
  probabilityLevels: [0.5, 0.9, 0.99],
  classes: {},
};
