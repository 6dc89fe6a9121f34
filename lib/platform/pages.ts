/** A slice of an ordered list too long to answer at once. */

export type PageRequest = {
  limit: number;
  /** From the page before; undefined for the first. */
  cursor?: string | undefined;
};

export type Page<T> = {
  items: T[];
  /** Where the next page starts, undefined on the last. */
  cursor: string | undefined;
};
