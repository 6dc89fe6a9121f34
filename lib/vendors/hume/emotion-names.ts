/**
 * The names Hume's models score, as its reference and published answers list them. They say no more than whether a name was
 * seen before: Hume may add one on any day, and what it scores is indexed under whatever name it has.
 */

function names(list: string): readonly string[] {
  return list.trim().split(/,\s+/);
}

/** Face, burst, prosody and facemesh: 48. */
export const EXPRESSION_EMOTIONS: readonly string[] = names(`
  Admiration, Adoration, Aesthetic Appreciation, Amusement, Anger, Anxiety, Awe, Awkwardness, Boredom, Calmness,
  Concentration, Confusion, Contemplation, Contempt, Contentment, Craving, Desire, Determination, Disappointment,
  Disgust, Distress, Doubt, Ecstasy, Embarrassment, Empathic Pain, Entrancement, Envy, Excitement, Fear, Guilt,
  Horror, Interest, Joy, Love, Nostalgia, Pain, Pride, Realization, Relief, Romance, Sadness, Satisfaction,
  Shame, Surprise (negative), Surprise (positive), Sympathy, Tiredness, Triumph
`);

/** Language and named entities: 53, the 48 and five more. */
export const LANGUAGE_EMOTIONS: readonly string[] = names(`
  Admiration, Adoration, Aesthetic Appreciation, Amusement, Anger, Annoyance, Anxiety, Awe, Awkwardness, Boredom,
  Calmness, Concentration, Confusion, Contemplation, Contempt, Contentment, Craving, Desire, Determination,
  Disappointment, Disapproval, Disgust, Distress, Doubt, Ecstasy, Embarrassment, Empathic Pain, Enthusiasm,
  Entrancement, Envy, Excitement, Fear, Gratitude, Guilt, Horror, Interest, Joy, Love, Nostalgia, Pain, Pride,
  Realization, Relief, Romance, Sadness, Sarcasm, Satisfaction, Shame, Surprise (negative), Surprise (positive),
  Sympathy, Tiredness, Triumph
`);

/** Those of Hume's v0 reference whose predictions have emotions. */
const MODELS: ReadonlySet<string> = new Set(['face', 'burst', 'prosody', 'language', 'ner', 'facemesh']);

export function isKnownModel(name: string): boolean {
  return MODELS.has(name);
}

const KNOWN = new Set([...EXPRESSION_EMOTIONS, ...LANGUAGE_EMOTIONS]);

export function isKnownEmotion(name: string): boolean {
  return KNOWN.has(name);
}
