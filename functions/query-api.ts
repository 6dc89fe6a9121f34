import { wireQueryApi } from '../lib/wire/query-api.ts';

export const handler = await wireQueryApi();
