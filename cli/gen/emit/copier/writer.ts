import type { Container, Shape } from "../../model/type_model.ts";

/** What the writers of single kinds of copiers ask of the writer of all. */
export interface CopierWriter {
  /** The name of the module of checks. */
  readonly check: string;
  /** Returns a container by its name. */
  find(name: string): Container;
  /** Writes the copy of one value; `value` and `step` are expressions. */
  copy(shape: Shape, value: string, step: string): string;
  /** Writes a function that copies: by name if it has one. */
  pass(shape: Shape): string;
  /** Whether a copy depends on who receives it. */
  needsOwner(shape: Shape): boolean;
  /** Puts a step before whatever fails, and a limit to what recurs. */
  guard(body: string, isCyclic: boolean): string;
  /** Returns what a member is called where all of these were read. */
  nameLocal(name: string, among: readonly string[]): string;
  /** Returns the local name of a class. */
  nameClass(index: number | null): string;
  /** Returns the name of the form of some text. */
  namePattern(name: string, pattern: string): string;
}
