/** dynalite ships no types. Only what the local stack uses. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  type DynaliteOptions = {
    /** The LevelDB folder; in memory without it. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  };

  export default function dynalite(options?: DynaliteOptions): Server;
}
