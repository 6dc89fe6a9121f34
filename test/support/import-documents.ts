/** The documents of saved files, read the way an import reads them. */
import { JOB_ID_MEMBERS } from '../../lib/imports/job-of-document.ts';
import { readSavedDocuments } from '../../lib/imports/saved-documents.ts';
import { streamOf } from './result-bytes.ts';

export type ReadDocument = {
  begin: number;
  line: number;
  text: string;
  end: number;
  problem: string | undefined;
  members: Record<string, string>;
};

/** `readBytes`: how many pieces of each document are read before it is given up. */
export async function documentsOf(
  pieces: Uint8Array | readonly Uint8Array[],
  readPieces = Number.POSITIVE_INFINITY,
): Promise<ReadDocument[]> {
  const documents: ReadDocument[] = [];
  const stream = streamOf(pieces instanceof Uint8Array ? [pieces] : pieces);
  for await (const { begin, line, bytes, finish } of readSavedDocuments(stream, JOB_ID_MEMBERS)) {
    const read: Uint8Array[] = [];
    if (readPieces > 0) {
      for await (const piece of bytes) {
        read.push(new Uint8Array(piece));
        if (read.length >= readPieces) break;
      }
    }
    const { end, problem, members } = await finish();
    documents.push({
      begin,
      line,
      text: Buffer.concat(read).toString(),
      end,
      problem,
      members: Object.fromEntries(members),
    });
  }
  return documents;
}
