/** What the simulated Hume scores besides emotions, as the reference and published answers list it. Data only. */

function names(list: string): readonly string[] {
  return list.trim().split(/,\s+/);
}

/** From 1, negative, to 9, positive. */
export const sentimentLevels: readonly string[] = names(`
  1, 2, 3, 4, 5, 6, 7, 8, 9
`);

/** Each a probability of its own. */
export const toxicityCategories: readonly string[] = names(`
  toxic, severe_toxic, obscene, threat, insult, identity_hate
`);

/** Given only when the request asks the face model for `facs`. */
export const facsNames: readonly string[] = names(`
  AU1 Inner Brow Raise, AU2 Outer Brow Raise, AU4 Brow Lowerer, AU5 Upper Lid Raise, AU6 Cheek Raise,
  AU7 Lids Tight, AU9 Nose Wrinkle, AU10 Upper Lip Raiser, AU11 Nasolabial Furrow Deepener,
  AU12 Lip Corner Puller, AU14 Dimpler, AU15 Lip Corner Depressor, AU16 Lower Lip Depress, AU17 Chin Raiser,
  AU18 Lip Pucker, AU19 Tongue Show, AU20 Lip Stretch, AU22 Lip Funneler, AU23 Lip Tightener, AU24 Lip Presser,
  AU25 Lips Part, AU26 Jaw Drop, AU27 Mouth Stretch, AU28 Lips Suck, AU32 Bite, AU34 Puff, AU37 Lip Wipe,
  AU38 Nostril Dilate, AU43 Eye Closure, AU53 Head Up, AU54 Head Down, Hand over Mouth, Hand over Eyes,
  Hand over Forehead, Hand over Face, Hand touching Face / Head
`);

/** Given only when the request asks the face model for `descriptions`. */
export const faceDescriptions: readonly string[] = names(`
  Beaming, Biting lip, Cheering, Cringe, Cry, Eyes closed, Face in hands, Frown, Gasp, Glare, Glaring, Grimace,
  Grin, Jaw drop, Laugh, Licking lip, Pout, Scowl, Smile, Smirk, Snarl, Squint, Sulking, Tongue out, Wide-eyed,
  Wince, Wrinkled nose
`);

/** Always part of a burst prediction: 67. */
export const burstDescriptions: readonly string[] = names(`
  Ah, Aha, Ahh, Argh, Aww, Cackle, Cheer, Chuckle, Cry, Eek, Eww, Gasp, Giggle, Groan, Growl, Grr, Grunt, Ha,
  Hah, Haha, Hehe, Hiss, Hmm, Hoot, Howl, Huh, Hurray, Laugh, Mhm, Mmm, Moan, Oh, Ohh, Ooh, Ooph, Ouch, Oww,
  Pant, Pff, Phew, Roar, Scream, Screech, Shout, Shriek, Sigh, Snicker, Snort, Sob, Squeal, Tsk, Ugh, Uh, Uh-huh,
  Umm, Wail, Wheep, Whee, Whew, Whimper, Woah, Wow, Yawn, Yay, Yelp, Yippee, Yuck
`);
