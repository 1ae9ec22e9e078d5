import type { Message, State, TypeReference } from "./facts.ts";
import type { TypeModel } from "./type_model.ts";

/** The local names of what copiers use. */
export interface CopierImports {
  readonly bytes: string;
  readonly check: string;
  readonly step: string;
  readonly referenceOwner: string;
  readonly actorProxy: string;
  /** Expressions whose values are the classes of the types' model. */
  readonly classes: readonly string[];
  /** What people call these. */
  readonly titles: readonly string[];
}

/** What the copiers of one file are made from. */
export interface CopierModel {
  readonly types: TypeModel<TypeReference>;
  /** The names of those containers whose code stands in another file. */
  readonly shared: ReadonlySet<string>;
  readonly messages: readonly Message<string>[];
  readonly states: readonly State[];
  readonly names: CopierImports;
  /** Every name that means something in the file already. */
  readonly taken: ReadonlySet<string>;
}
