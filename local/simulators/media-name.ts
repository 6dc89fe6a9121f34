/**
 * The simulators never look at media: the name of a file says what is in it.
 *
 * - Its extension says whether it is an archive, video, audio, an image or a text; without a known one it is a video.
 * - A number with a unit, set off by `-`, `_` or `.`, says how much: `talk-90s-2speakers.mp4`, `team-12files-3faces.zip`.
 * - A word anywhere in it asks for something unusual: `fail`, `broken`, `partial`, `silent` (each simulator says what
 *   it makes of these) and, for archives, `clips`: the members are videos instead of images.
 */

export type MediaKind = 'video' | 'audio' | 'image' | 'text';

export type MediaName = {
  /** Without the extension. */
  stem: string;
  /** In lower case, without the dot; empty when there is none. */
  extension: string;
  kind: MediaKind | 'archive';
  has(word: 'fail' | 'broken' | 'partial' | 'silent' | 'clips'): boolean;
  amount(unit: 's' | 'files' | 'faces' | 'speakers'): number | undefined;
};

const extensions: Record<Exclude<MediaName['kind'], 'video'>, readonly string[]> = {
  archive: ['zip', 'tar', 'gz', 'tgz', 'bz2', 'xz'],
  audio: ['mp3', 'wav', 'm4a', 'aac', 'flac', 'ogg', 'opus', 'wma'],
  image: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp', 'heic'],
  text: ['txt', 'md', 'csv', 'json', 'pdf', 'doc', 'docx'],
};

export function readMediaName(name: string): MediaName {
  const lower = name.toLowerCase();
  const extension = /\.([a-z0-9]+)$/.exec(lower)?.[1] ?? '';
  const is = (kind: keyof typeof extensions) => extensions[kind].includes(extension);
  return {
    stem: extension === '' ? name : name.slice(0, -extension.length - 1),
    extension,
    kind: is('archive') ? 'archive' : is('audio') ? 'audio' : is('image') ? 'image' : is('text') ? 'text' : 'video',
    has: (word) => lower.includes(word),
    amount: (unit) => {
      const digits = new RegExp(`(?:^|[-_.])(\\d{1,6})${unit}(?=[-_.]|$)`).exec(lower)?.[1];
      return digits === undefined ? undefined : Number(digits);
    },
  };
}

/** The last segment of a URL's path; the URL as it is when it has none or is not one. */
export function fileNameOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const last = path.split('/').at(-1) ?? '';
  return last === '' ? url : last;
}
