/**
 * The classes of Hive's visual moderation, for images and for each frame of a video. Hive describes them at
 * https://docs.thehive.ai/docs/visual-content-moderation, and each head's scores sum to 1 there.
 */
import { exclusiveHead, type HeadTable, yesNoHeads } from './head-table.ts';

const VISUAL = { product: 'visual', scale: 'probability' } as const;

const DOCUMENTED = {
  ...VISUAL,
  source: 'https://docs.thehive.ai/docs/visual-content-moderation',
  confidence: 'documented',
} as const;

/** A whole answer of 2023 that a customer published, with one score altered that names its real one: each head sums to 1. */
const OBSERVED = {
  ...VISUAL,
  source:
    'https://github.com/bluesky-social/atproto/blob/09596d95fb6baa3a96e4504d3d96c3bb3a800e64/packages/bsky/tests/auto-moderator/fixtures/hiveai_resp_example.json',
  confidence: 'observed',
} as const;

/** Heads newer than that answer, with their classes, as a client has them from Hive's pages; several others agree. */
const REPORTED = {
  ...VISUAL,
  source:
    'https://github.com/matthupy/vismod/blob/fbe3efeca65f479eed23e44cddff6638f018e644/internal/moderate/adapters/hive/taxonomy.go',
  confidence: 'reported',
} as const;

const SEXUAL: HeadTable[] = [
  exclusiveHead(DOCUMENTED, 'nsfw', {
    violation: ['general_nsfw', 'general_suggestive'],
    safe: ['general_not_nsfw_not_suggestive'],
  }),
  ...yesNoHeads(OBSERVED, 'violation', [
    'sexual_activity',
    'realistic_nsfw',
    'sexual_intent',
    'undressed',
    'sex_toy',
    'female_nudity',
    'male_nudity',
    'female_underwear',
    'male_underwear',
  ]),
  ...yesNoHeads(REPORTED, 'violation', ['genitals', 'breast', 'butt', 'bulge', 'bra', 'panties', 'negligee']),
  // Without a human too: a person should look at it.
  exclusiveHead(OBSERVED, 'animal_genitalia', {
    violation: ['animal_genitalia_and_human', 'animal_genitalia_only', 'animated_animal_genitalia'],
    safe: ['no_animal_genitalia'],
  }),
  // A kiss is affection; where it is more, sexual_activity and general_suggestive say so.
  exclusiveHead(REPORTED, 'tongue', { violation: ['licking'], neutral: ['kissing'], safe: ['no_tongue'] }),
];

/**
 * What people wear in public, on a beach or in a gym: it describes a picture. One that is sexual for it scores
 * general_suggestive too, and a policy can name these classes where a platform forbids them.
 */
const CLOTHING: HeadTable[] = [
  ...yesNoHeads(OBSERVED, 'neutral', ['female_swimwear', 'male_shirtless']),
  ...yesNoHeads(REPORTED, 'neutral', ['bodysuit', 'miniskirt', 'sports_bra', 'sportswear_bottoms', 'cleavage']),
];

const VIOLENCE: HeadTable[] = [
  // A gun that nobody holds is a gun.
  exclusiveHead(DOCUMENTED, 'gun', {
    violation: ['gun_in_hand', 'gun_not_in_hand', 'animated_gun'],
    safe: ['no_gun'],
  }),
  // A knife in a kitchen is a tool.
  exclusiveHead(OBSERVED, 'knife', {
    violation: ['knife_in_hand', 'knife_not_in_hand'],
    neutral: ['culinary_knife_in_hand', 'culinary_knife_not_in_hand'],
    safe: ['no_knife'],
  }),
  exclusiveHead(OBSERVED, 'blood', {
    violation: ['very_bloody', 'a_little_bloody', 'other_blood'],
    safe: ['no_blood'],
  }),
  exclusiveHead(OBSERVED, 'corpse', { violation: ['human_corpse', 'animated_corpse'], safe: ['no_corpse'] }),
  exclusiveHead(OBSERVED, 'hanging', { violation: ['hanging', 'noose'], safe: ['no_hanging_no_noose'] }),
  ...yesNoHeads(OBSERVED, 'violation', ['self_harm', 'emaciated_body']),
  ...yesNoHeads(REPORTED, 'violation', ['fight', 'animal_abuse', 'child_safety']),
];

/** What the law or a platform's rules restrict, if not everywhere: the product looks for it, a policy may ignore it. */
const VICES: HeadTable[] = [
  ...yesNoHeads(OBSERVED, 'violation', ['pills', 'smoking', 'gambling']),
  ...yesNoHeads(REPORTED, 'violation', ['marijuana']),
  // A syringe in a clinic is care.
  exclusiveHead(OBSERVED, 'injectables', {
    violation: ['illicit_injectables'],
    neutral: ['medical_injectables'],
    safe: ['no_injectables'],
  }),
  exclusiveHead(OBSERVED, 'alcohol', {
    violation: ['yes_drinking_alcohol', 'yes_alcohol', 'animated_alcohol'],
    safe: ['no_alcohol'],
  }),
];

const HATE: HeadTable[] = yesNoHeads(OBSERVED, 'violation', [
  'nazi',
  'kkk',
  'terrorist',
  'confederate',
  'middle_finger',
]);

/** Says what kind of picture it is. A child in it is no violation, and makes others worse. */
const DESCRIPTIVE: HeadTable[] = [
  exclusiveHead(OBSERVED, 'image_type', { neutral: ['natural', 'animated', 'hybrid'] }),
  exclusiveHead(OBSERVED, 'text', { neutral: ['text'], safe: ['no_text'] }),
  ...yesNoHeads(OBSERVED, 'neutral', ['overlay_text', 'drawing', 'child_present', 'religious_icon']),
  ...yesNoHeads(REPORTED, 'neutral', ['qr_code']),
];

export const VISUAL_HEADS: readonly HeadTable[] = [
  ...SEXUAL,
  ...CLOTHING,
  ...VIOLENCE,
  ...VICES,
  ...HATE,
  ...DESCRIPTIVE,
];
