/**
 * What is remembered of the predictions of each model, over all files of a result: in an archive of pictures every file has
 * one prediction.
 */
import { makeShape, type Shape } from '../../summaries/in-place/element-shape.ts';

/** Hume has six models. Beyond this, what is remembered of them is forgotten. */
const MOST_MODELS = 32;

export type ModelShapes = {
  openModel(name: string): void;
  /** Of the model that was opened last. */
  readonly open: Shape;
};

export function makeModelShapes(): ModelShapes {
  const shapes = new Map<string, Shape>();
  let open = makeShape();
  return {
    openModel: (name) => {
      open = shapes.get(name) ?? makeShape();
      if (shapes.size >= MOST_MODELS) shapes.clear();
      shapes.set(name, open);
    },
    get open() {
      return open;
    },
  };
}
