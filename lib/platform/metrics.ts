/** Counts, written as log lines in CloudWatch's embedded metric format. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

export type MetricName =
  | 'CallbackReceived'
  | 'CallbackRepeated'
  | 'CallbackUnreadable'
  | 'CallbackAside'
  | 'CallbackRefused'
  | 'JobIndexed'
  | 'JobFailed'
  | 'JobParked'
  | 'JobWaiting'
  | 'JobAdopted'
  | 'JobsDue'
  | 'ClassUnknown'
  | 'HeadChanged'
  | 'VendorListFailed'
  | 'VendorsPaused'
  | 'NudgeFailed';

/** Adds to a count. Each count is written at once: Lambda freezes what is left for later. */
export type Count = (name: MetricName, value?: number) => void;

export function makeCount(): Count {
  const metrics = new Metrics();
  return (name, value = 1) => metrics.singleMetric().addMetric(name, MetricUnit.Count, value);
}
