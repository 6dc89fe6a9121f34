import * as z from 'zod';

/** The raw bytes a summary was made from. */
export const rawRefSchema = z.object({
  key: z.string(),
  versionId: z.string().nullable(),
  sha256: z.string(),
  bytes: z.number().int(),
});
export type RawRef = z.infer<typeof rawRefSchema>;
