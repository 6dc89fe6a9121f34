/** What is known of Hive's classes: that the tables hold together, and agree with what Hive has published. */
import { describe, expect, test } from 'vitest';
import { type ClassEntry, HIVE_PRODUCTS, type HiveProduct } from '../../../../lib/vendors/hive/classes/class-entry.ts';
import {
  DEFAULT_SEVERITY_CLASSES,
  entriesOf,
  entryOf,
  hasOpenVocabulary,
  headOf,
  headsOf,
  productsKnowing,
} from '../../../../lib/vendors/hive/classes/class-registry.ts';
import { fixtureBytes } from '../../../support/result-bytes.ts';

const ENTRIES = HIVE_PRODUCTS.flatMap((product) => entriesOf(product));
const HEADS = HIVE_PRODUCTS.flatMap((product) => headsOf(product));

const named = ({ product, class: className }: ClassEntry) => `${product} ${className}`;
const polarities = (product: HiveProduct, classes: readonly string[]) =>
  classes.map((className) => entryOf(product, className)?.polarity);

describe('the tables', () => {
  test('no product has a class twice, nor a head', () => {
    const classes = ENTRIES.map(named);
    const heads = HEADS.map(({ product, name }) => `${product} ${name}`);
    expect(classes.filter((name, index) => classes.indexOf(name) !== index)).toEqual([]);
    expect(heads.filter((name, index) => heads.indexOf(name) !== index)).toEqual([]);
  });

  test('names are lower-case words joined by single underscores', () => {
    const names = [...ENTRIES.map((entry) => entry.class), ...HEADS.map(({ name }) => name)];
    expect(names.filter((name) => !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  test('each entry says where it was read, over https', () => {
    expect(ENTRIES.filter(({ source }) => new URL(source).protocol !== 'https:').map(named)).toEqual([]);
  });

  test('what is documented was read in the documentation of Hive', () => {
    const documented = ENTRIES.filter(({ confidence }) => confidence === 'documented');
    expect(documented.filter(({ source }) => new URL(source).host !== 'docs.thehive.ai').map(named)).toEqual([]);
  });

  test('a head has the classes of its entries, and each class finds its head', () => {
    for (const head of HEADS) {
      const entries = entriesOf(head.product).filter((entry) => entry.head === head.name);
      expect(entries.map((entry) => entry.class).toSorted()).toEqual(head.classes.toSorted());
      for (const className of head.classes) expect(headOf(head.product, className)).toBe(head);
    }
  });

  test('where scores sum to 1 there is more than one class, at most one of them safe, and something else to see', () => {
    const summing = HEADS.filter(({ sumsToOne }) => sumsToOne);
    expect(summing.length).toBeGreaterThan(50);
    for (const { product, name, classes } of summing) {
      const found = polarities(product, classes);
      expect(classes.length, name).toBeGreaterThan(1);
      expect(found.filter((polarity) => polarity === 'safe').length, name).toBeLessThanOrEqual(1);
      expect(found, name).toSatisfy((all: unknown[]) => all.includes('violation') || all.includes('neutral'));
    }
  });

  test('only text and speech have levels, and each of their classes is a head of its own', () => {
    const withLevels = ENTRIES.filter(({ scale }) => scale !== 'probability').map(({ product }) => product);
    expect([...new Set(withLevels)].toSorted()).toEqual(['speech', 'text']);
    for (const head of [...headsOf('text'), ...headsOf('speech')]) {
      expect(head).toMatchObject({ sumsToOne: false, classes: [head.name] });
    }
  });
});

describe("Hive's own examples", () => {
  test.each([
    ['visual', 'nsfw', ['general_nsfw', 'general_suggestive', 'general_not_nsfw_not_suggestive']],
    ['visual', 'gun', ['gun_in_hand', 'animated_gun', 'gun_not_in_hand', 'no_gun']],
    ['ai-generated', 'generation', ['ai_generated', 'not_ai_generated']],
    ['audio', 'generation', ['ai_generated', 'not_ai_generated']],
    ['deepfake', 'deepfake', ['yes_deepfake', 'no_deepfake']],
    ['ai-music', 'ai_generated_music', ['ai_generated_music', 'not_ai_generated_music']],
    ['ai-music', 'ai_generated_music_cover', ['ai_generated_music_cover', 'not_ai_generated_music_cover']],
  ] as const)('%s has the head %s, whole, with scores that sum to 1', (product, name, classes) => {
    const head = headsOf(product).find((one) => one.name === name);
    expect(head).toMatchObject({ product, name, sumsToOne: true });
    expect(head?.classes.toSorted()).toEqual(classes.toSorted());
    for (const className of classes) expect(headOf(product, className)).toBe(head);
  });

  test('a gun in nobody’s hand is a gun, and only no gun is safe', () => {
    const guns = ['gun_in_hand', 'gun_not_in_hand', 'animated_gun', 'no_gun'];
    expect(polarities('visual', guns)).toEqual(['violation', 'violation', 'violation', 'safe']);
  });

  test.each(['child_exploitation', 'gibberish', 'spam', 'promotions', 'phone_number'])('%s has two levels', (name) => {
    expect(entryOf('text', name)).toMatchObject({ scale: 'two-level', polarity: 'violation' });
  });

  test.each(['sexual', 'hate', 'violence', 'bullying', 'drugs'])('%s has four', (name) => {
    expect(entryOf('text', name)).toMatchObject({ scale: 'severity', polarity: 'violation' });
  });

  test.each([
    ['visual', ['yes_terrorist', 'no_terrorist'], ['violation', 'safe']],
    ['visual', ['hanging', 'noose', 'no_hanging_no_noose'], ['violation', 'violation', 'safe']],
    ['visual', ['knife_not_in_hand', 'culinary_knife_in_hand'], ['violation', 'neutral']],
    ['visual', ['illicit_injectables', 'medical_injectables'], ['violation', 'neutral']],
    ['visual', ['natural', 'animated', 'hybrid', 'text', 'yes_overlay_text'], Array(5).fill('neutral')],
    ['visual', ['yes_child_present', 'yes_child_safety'], ['neutral', 'violation']],
    ['visual', ['yes_female_swimwear', 'yes_female_nudity'], ['neutral', 'violation']],
    [
      'ai-generated',
      ['ai_generated', 'midjourney', 'none', 'inconclusive'],
      ['violation', 'neutral', 'safe', 'neutral'],
    ],
    ['ai-generated', ['deepfake', '4o'], ['violation', 'neutral']],
    ['ai-music', ['suno', 'not_ai_generated_music'], ['neutral', 'safe']],
    ['detection', ['female', 'toddler'], ['neutral', 'neutral']],
  ] as const)('%s: %j are %j', (product, classes, expected) => {
    expect(polarities(product, classes)).toEqual(expected);
  });
});

describe('looking up', () => {
  test.each(['gun', 'yes_gun', 'Yes_Nazi', 'yes_nazi ', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'nobody knows %j',
    (name) => {
      for (const product of HIVE_PRODUCTS) {
        expect(entryOf(product, name)).toBeUndefined();
        expect(headOf(product, name)).toBeUndefined();
      }
      expect(productsKnowing(name)).toEqual([]);
    },
  );

  test('one name may be in several products', () => {
    expect(productsKnowing('ai_generated')).toEqual(['ai-generated', 'audio']);
    expect(productsKnowing('hate')).toEqual(['speech', 'text']);
    expect(productsKnowing('yes_deepfake')).toEqual(['deepfake']);
  });

  test('in a box around a brand or a thing any name may stand; elsewhere a new name is news', () => {
    const types = ['logo', 'coco', 'face', 'LOGO', '', null, undefined, ['logo'], { type: 'logo' }];
    expect(types.filter(hasOpenVocabulary)).toEqual(['logo', 'coco']);
  });
});

describe('the classes of the headline', () => {
  test('are each violation with levels, and child_exploitation', () => {
    const known = DEFAULT_SEVERITY_CLASSES.map((name) => entryOf('text', name));
    expect(known.filter((entry) => entry?.polarity !== 'violation')).toEqual([]);
    const twoLevel = known.filter((entry) => entry?.scale !== 'severity');
    expect(twoLevel.map((entry) => entry?.class)).toEqual(['child_exploitation']);
    expect(DEFAULT_SEVERITY_CLASSES).toEqual([...new Set(DEFAULT_SEVERITY_CLASSES)]);
    expect(DEFAULT_SEVERITY_CLASSES).toEqual(
      expect.arrayContaining(['sexual', 'hate', 'violence', 'bullying', 'drugs']),
    );
  });
});

describe('the published results', () => {
  const SAFE = ['no_gun', 'general_not_nsfw_not_suggestive', 'not_ai_generated_music', 'not_ai_generated_music_cover'];
  const NEUTRAL = ['udio', 'mubert'];
  const polarityOf = (name: string) =>
    SAFE.includes(name) ? 'safe' : NEUTRAL.includes(name) ? 'neutral' : 'violation';

  test.each([
    ['speech_seed', 'speech'],
    ['speech_severe_synthetic', 'speech'],
    ['text_moderation_docs', 'text'],
    ['text_moderation_unsupported_language_synthetic', 'text'],
    ['visual_moderation_docs', 'visual'],
    ['music_detection_docs_excerpt', 'ai-music'],
  ] as const)('%s has no class that nobody knows, and each has the right polarity', async (fixture, product) => {
    const classes = classesIn((await fixtureBytes(`hive/${fixture}.json`)).toString());
    expect(classes.length).toBeGreaterThan(3);
    expect(polarities(product, classes)).toEqual(classes.map(polarityOf));
  });

  /** In the order of a real answer about an image, of Hive's model of March 2023. */
  const VISUAL_ANSWER = `
    general_not_nsfw_not_suggestive general_nsfw general_suggestive no_female_underwear yes_female_underwear
    no_male_underwear yes_male_underwear no_sex_toy yes_sex_toy no_female_nudity yes_female_nudity no_male_nudity
    yes_male_nudity no_female_swimwear yes_female_swimwear no_male_shirtless yes_male_shirtless no_text text animated
    hybrid natural animated_gun gun_in_hand gun_not_in_hand no_gun culinary_knife_in_hand culinary_knife_not_in_hand
    knife_in_hand knife_not_in_hand no_knife a_little_bloody no_blood other_blood very_bloody no_pills yes_pills
    no_smoking yes_smoking illicit_injectables medical_injectables no_injectables no_nazi yes_nazi no_kkk yes_kkk
    no_middle_finger yes_middle_finger no_terrorist yes_terrorist no_overlay_text yes_overlay_text no_sexual_activity
    yes_sexual_activity hanging no_hanging_no_noose noose no_realistic_nsfw yes_realistic_nsfw animated_corpse
    human_corpse no_corpse no_self_harm yes_self_harm no_drawing yes_drawing no_emaciated_body yes_emaciated_body
    no_child_present yes_child_present no_sexual_intent yes_sexual_intent animal_genitalia_and_human
    animal_genitalia_only animated_animal_genitalia no_animal_genitalia no_gambling yes_gambling no_undressed
    yes_undressed no_confederate yes_confederate animated_alcohol no_alcohol yes_alcohol yes_drinking_alcohol
    no_religious_icon yes_religious_icon
  `;

  test('a whole visual answer is known, with no head in part', () => {
    const names = VISUAL_ANSWER.trim().split(/\s+/);
    const heads = [...new Set(names.map((name) => headOf('visual', name)))];
    expect(names.filter((name) => entryOf('visual', name) === undefined)).toEqual([]);
    expect(heads.flatMap((head) => head?.classes).toSorted()).toEqual(names.toSorted());
    const reported = names.filter((name) => entryOf('visual', name)?.confidence === 'reported');
    expect(reported).toEqual([]);
  });
});

function classesIn(json: string): string[] {
  return [...new Set([...json.matchAll(/"class(?:_name)?"\s*:\s*"([^"]*)"/g)].flatMap(([, name]) => name ?? []))];
}
