/** What the processes of this benchmark tell each other. */
import type { Endpoints } from '../../local/emulators.ts';

export type StoresReady = {
  endpoints: Endpoints;
  physicalNames: Record<string, string>;
  queueUrls: Record<string, string>;
};

export type VendorReady = { url: string };

/** `copy`: from HTTP to S3 and nothing else, the limit. `naive`: as one writes it first. */
export const MODES = ['copy', 'verdex', 'naive'] as const;
export type Mode = (typeof MODES)[number];

export type WorkerTask = { mode: Mode; jobId: string; baseUrl: string };
export type Measurement = { seconds: number; peakBytes: number };
