import type { CopierModel } from "../../model/copier_model.ts";
import { listParts, type Shape } from "../../model/type_model.ts";

/** Counts in how many places each container is used. */
export class ShapeUses {
  readonly #counts = new Map<string, number>();

  constructor(model: CopierModel) {
    for (const name of model.shared) {
      const container = model.types.containers[name];
      if (container !== undefined) this.add(listParts(container));
    }
    this.addModel(model);
  }

  /** Counts the uses in what a file does not share with others. */
  addModel({ messages, states, types, shared }: CopierModel): void {
    for (const [name, container] of Object.entries(types.containers)) {
      if (!shared.has(name)) this.add(listParts(container));
    }
    for (const { signatures } of messages) {
      for (const { parameters, resultShape, yielded } of signatures) {
        this.add([resultShape, ...parameters.map(({ shape }) => shape)]);
        if (yielded !== null) this.add([yielded.shape]);
      }
    }
    this.add(states.map(({ shape }) => shape));
  }

  /** Counts one use of each shape. */
  add(shapes: readonly Shape[]): void {
    for (const shape of shapes) {
      if (shape.kind !== "named") continue;
      this.#counts.set(shape.name, (this.#counts.get(shape.name) ?? 0) + 1);
    }
  }

  /** Whether a container is used in several places. */
  isShared(name: string): boolean {
    return (this.#counts.get(name) ?? 0) > 1;
  }
}
