/** Does the work for each item, so many at a time; the answers are in the order of the items. */
export async function atOnce<Item, Answer>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Promise<Answer>[] = [];
  const queue = items.entries();
  // One iterator for all lanes: each takes what is next.
  const lane = async () => {
    for (const [index, item] of queue) {
      answers[index] = work(item);
      await answers[index];
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return Promise.all(answers);
}
