/** Raised whenever the same bytes would give other rows. A row of an older version never replaces one of a newer. */
export const INDEX_VERSION = 2;
