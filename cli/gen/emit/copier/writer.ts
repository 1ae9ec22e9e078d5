import type { TextForm } from "../../model/text_form.ts";
import type { Container, Shape } from "../../model/type_model.ts";

/** What the writer of one kind of copier uses of the writer of all. */
export interface CopierWriter {
  /** The local name of the module of checks. */
  readonly check: string;
  /** Returns a container by its name. */
  find(name: string): Container;
  /** Writes the copy of one value; `value` and `step` are expressions. */
  copy(shape: Shape, value: string, step: string): string;
  /** Writes an expression whose value is the copier of a shape. */
  pass(shape: Shape): string;
  /** Writes the copy of a variant whose discriminant has been read. */
  copyRest(name: string, by: string, local: string): string;
  /** Whether a container is used in several places. */
  isShared(name: string): boolean;
  /** Whether a copy depends on its owner. */
  needsOwner(shape: Shape): boolean;
  /** Adds the step to every refusal, and a limit to cyclic containers. */
  guard(body: string, isCyclic: boolean): string;
  /** Returns a member's local name, unique among the members read. */
  nameLocal(name: string, among: readonly string[]): string;
  /** Writes an expression whose value is a class. */
  nameClass(index: number | null): string;
  /** Returns what people call a class. */
  titleClass(index: number | null): string;
  /** Writes the last parameter of a copier, if it needs its owner. */
  emitOwner(shape: Shape): string;
  /** Returns the name of the list of some literals. */
  nameLiterals(name: string, literals: readonly string[]): string;
  /** Returns the name of a text's pattern. */
  namePattern(name: string, pattern: TextForm): string;
}
