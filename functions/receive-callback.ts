import { wireReceiveCallback } from '../lib/wire/receive-callback.ts';

export const handler = await wireReceiveCallback();
