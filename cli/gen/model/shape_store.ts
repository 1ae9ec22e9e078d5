import { mergeContainers } from "./shape_merge.ts";
import { ShapeNames } from "./shape_names.ts";
import type { TypeReference } from "./facts.ts";
import type { TextForm } from "./text_form.ts";
import type { Container, Shape, TypeModel } from "./type_model.ts";

/** The types of one actor's messages, once all are read. */
export interface FinishedTypes {
  readonly types: TypeModel<TypeReference>;
  /** Returns a shape that was read as one of the finished types. */
  rename(shape: Shape): Shape;
}

/** Collects the types of one actor's messages, each once. */
export class ShapeStore {
  readonly #names = new ShapeNames();
  readonly #leafNames = new ShapeNames();
  readonly #containers = new Map<string, Container>();
  /** Equal containers share one shape, wherever they are declared. */
  readonly #byContent = new Map<string, Shape>();
  /** Names of containers that others refer to while they are being read. */
  readonly #used = new Set<string>();
  readonly #classes: TypeReference[] = [];

  /** Returns the types that were added; containers that are alike are one. */
  finish(): FinishedTypes {
    const { containers, rename } = mergeContainers(this.#containers);
    return { types: { containers, classes: this.#classes }, rename };
  }

  /** Returns a container by its name, once it is read. */
  find(name: string): Container | undefined {
    return this.#containers.get(name);
  }

  /** Takes a name for a container that is about to be read. */
  reserve(label: string): string {
    return this.#names.take(label);
  }

  /** Adds the container under its name, unless an equal one exists. */
  add(name: string, container: Container): Shape {
    const content = JSON.stringify(container);
    const same = this.#byContent.get(content);
    if (same !== undefined) return this.withdraw(name, same);
    const shape: Shape = { kind: "named", name };
    this.#containers.set(name, container);
    this.#byContent.set(content, shape);
    return shape;
  }

  /** Adds the container of a name that other types may refer to by now. */
  put(name: string, container: Container): void {
    this.#containers.set(name, container);
  }

  /** Uses another shape in place of the container of that name. */
  withdraw(name: string, shape: Shape): Shape {
    if (this.#used.has(name)) {
      this.#containers.set(name, { kind: "union", variants: [shape] });
    } else {
      this.#names.release(name);
    }
    return shape;
  }

  /** Returns a shape, and notes its use if it is still being read. */
  use(shape: Shape): Shape {
    if (shape.kind === "named" && !this.#containers.has(shape.name)) {
      this.#used.add(shape.name);
    }
    return shape;
  }

  /** Adds single values; their first use names them. */
  addLiterals(label: string, literals: readonly string[]): Shape {
    return this.#addLeaf(JSON.stringify(["literals", literals]), () => ({
      kind: "literals",
      name: this.#leafNames.take(label),
      literals,
    }));
  }

  /** Adds a text's pattern. */
  addText(label: string, pattern: TextForm): Shape {
    return this.#addLeaf(JSON.stringify(["text", pattern]), () => ({
      kind: "text",
      name: this.#leafNames.take(label),
      pattern,
    }));
  }

  /** Adds a class and returns its index. */
  addClass(reference: TypeReference): number {
    const content = JSON.stringify(reference);
    const index = this.#classes.findIndex((one) =>
      JSON.stringify(one) === content
    );
    return index < 0 ? this.#classes.push(reference) - 1 : index;
  }

  #addLeaf(content: string, make: () => Shape): Shape {
    const shape = this.#byContent.get(content) ?? make();
    this.#byContent.set(content, shape);
    return shape;
  }
}
