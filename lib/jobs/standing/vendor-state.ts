/** What is known of a vendor as a whole: whether it answers us, and how far its own list of jobs was read. */
import * as z from 'zod';

const listReadingSchema = z.object({
  /** When the list is to be read next; while it is read, when another worker may take over. */
  dueAt: z.string(),
  /** Every finished job created before is in the ledger. */
  readTo: z.string(),
  /** Where a reading was broken off, to go on from there; an unfinished job may keep `readTo` far behind it. */
  place: z.string().nullable(),
  /** A reading was begun, and its end is not written yet. */
  isBeingRead: z.boolean(),
  /** Readers in a row that were not heard of again. */
  lostReaders: z.number().int(),
});
export type ListReading = z.infer<typeof listReadingSchema>;

export const vendorStateSchema = z.object({
  vendor: z.string(),
  /** Counts the writes of this record: the condition of the next one. */
  revision: z.number().int(),
  /** Set while the vendor refuses us. */
  pause: z
    .object({
      since: z.string(),
      reason: z.string(),
      /** When one job may ask again, to see whether it answers. */
      probeAt: z.string(),
    })
    .nullable(),
  list: listReadingSchema.nullable(),
  updatedAt: z.string(),
});
export type VendorState = z.infer<typeof vendorStateSchema>;

export type VendorStateStore = {
  /** The latest written state, never an older one. */
  read(vendor: string): Promise<VendorState | undefined>;
  /** Writes over the revision that was read (null: over nothing), with the next one. */
  write(state: VendorState, ifRevision: number | null): Promise<'written' | 'conflict'>;
  /** Every vendor that has a state. May lag behind writes. */
  list(): Promise<VendorState[]>;
};

export function newVendorState(vendor: string, at: Date): VendorState {
  return { vendor, revision: 0, pause: null, list: null, updatedAt: at.toISOString() };
}

export function changed(
  state: VendorState,
  changes: Partial<Pick<VendorState, 'pause' | 'list'>>,
  at: Date,
): VendorState {
  return { ...state, ...changes, updatedAt: at.toISOString() };
}
