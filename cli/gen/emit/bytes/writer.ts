import type { Form } from "./form.ts";
import type { Container, Shape } from "../../model/type_model.ts";

/** What the writer of one kind of codec uses of the writer of all. */
export interface CodecWriter {
  /** The local name of the module of codecs. */
  readonly bytes: string;
  /** Returns a container by its name. */
  find(name: string): Container;
  /** Returns the name of a class. */
  nameClass(index: number | null): string;
  /** Returns a member's local name, unique among the members read. */
  nameLocal(name: string, among: readonly string[]): string;
  /** Returns how values of a shape are written and read. */
  form(shape: Shape): Form;
  /** Writes an expression whose value is the codec of a shape. */
  codec(shape: Shape): string;
}
