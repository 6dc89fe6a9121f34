/** Switches a test throws while the simulator runs: a key that no longer opens anything, a job that is no longer kept. */
import { Refusal } from './http.ts';

export type VendorSwitches = {
  /** Every call is refused, with the status, until the switch is turned back. */
  refuseKey(isRefused: boolean, status?: 401 | 403): void;
  /** From now on the API answers 404, or 410, about the job. Callbacks that are under way still come. */
  forget(jobId: string, status?: 404 | 410): void;
};

export function makeVendorSwitches(defaultKeyStatus: 401 | 403) {
  let keyStatus: 401 | 403 | undefined;
  const forgotten = new Map<string, 404 | 410>();
  const switches: VendorSwitches = {
    refuseKey(isRefused, status = defaultKeyStatus) {
      keyStatus = isRefused ? status : undefined;
    },
    forget(jobId, status = 404) {
      forgotten.set(jobId, status);
    },
  };
  return {
    switches,
    /** Throws Refusal while the key is refused. */
    checkKey(json: unknown): void {
      if (keyStatus !== undefined) throw new Refusal(keyStatus, json);
    },
    /** Throws Refusal when the job was forgotten. */
    checkKept(jobId: string, jsonOf: (status: 404 | 410) => unknown): void {
      const status = forgotten.get(jobId);
      if (status !== undefined) throw new Refusal(status, jsonOf(status));
    },
    isForgotten: (jobId: string) => forgotten.has(jobId),
  };
}
