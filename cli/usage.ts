/** How the commands are used, as `--help` and every mistake tell it. */

const SECTIONS = {
  summarise: `  summarise <hume|hive> <file|-> [--job-id ID] [--ref REF]
      prints what Verdex makes of a saved result, one file summary a line, as JSON.
      Takes an array of Hume predictions, a whole callback, or a Hive task; - reads standard input.

      --job-id      the job the result belongs to, where the result does not say
      --ref         your own name for the file, as a callback URL would carry it`,

  'callback-url': `  callback-url <hume|hive> [--ref REF] [--expires-in SECONDS|15m|12h|30d] [--bind-first]
      prints a URL to give to the vendor with a job. Whoever has it may speak as that vendor.

      --ref         your own name for the file
      --expires-in  how long the URL is good; without it, as long as the deployment's secret
      --bind-first  the first job that calls back owns the URL; callbacks of others are kept aside`,

  import: `  import <hume|hive> <file|folder|pattern|s3://bucket/prefix>... [--job-id ID] [--ref REF] [--replace] [--dry-run]
      keeps results that were saved earlier in a deployment, and indexes them; prints what was new, already there, and
      refused, and why; exits with 1 if anything was refused. Takes what summarise takes, also several in a file (JSON
      lines) and gzip. It can be interrupted and repeated: what is there already stays as it is.

      --job-id      the job of the one result that is given, where it does not say
      --ref         your own name for the file of the one result that is given
      --replace     takes the place of another result of the same job
      --dry-run     says what would happen, and writes nothing`,

  reindex: `  reindex (--job VENDOR/JOBID... | --from TIME | --to TIME | --all) [--vendor VENDOR] [--resume TIME] [--compare]
      makes the rows of a deployment again from the results it keeps; no vendor is asked. Exits with 1 if any could not
      be. It can be interrupted: it says how to go on. Times are dates or date-times of ISO 8601.

      --job         rows of this job; may be given several times
      --from, --to  rows of all results that came in this time, both inclusive
      --vendor      only those of this vendor
      --resume      goes on where the command that started then was interrupted: what was written since stays
      --compare     writes nothing; prints what would change, and exits with 1 if anything would`,

  doctor: `  doctor [--quick] [--numbers] [--repair]
      looks whether a deployment is in order: every job in one state and going on, every row from raw bytes that are
      there, every indexed job with all its rows. Prints what is wrong, a line each; exits with 1 if anything is.

      --quick       of raw bytes looks only whether they are there, without reading them
      --numbers     works every row out anew from the raw bytes, and tells of those that are not what it comes to
      --repair      mends what can be mended from what is kept; no vendor is asked`,
} as const;

const ENVIRONMENT = `callback-url asks the deployment at VERDEX_URL, with the token in VERDEX_TOKEN. import, reindex and doctor
work on the deployment's tables and bucket: JOBS_TABLE, FILES_TABLE, RAW_BUCKET, AWS credentials (\`npm start\` prints its own),
and MODERATION_POLICIES if the deployment has policies of its own.`;

/** Of one command, or of all where there is none of that name. */
export function usageOf(name?: string): string {
  const known = Object.entries(SECTIONS).filter(([command]) => command === name);
  const shown = known.length > 0 ? known : Object.entries(SECTIONS);
  return ['Usage: npm run verdex -- <command>', ...shown.map(([, section]) => section), ENVIRONMENT].join('\n\n');
}
