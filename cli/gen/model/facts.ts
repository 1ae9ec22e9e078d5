import type { Place } from "../diagnostics.ts";
import type { Shape, TypeModel } from "./type_model.ts";

/** Where an imported name comes from: a local file or anything else. */
export type Origin = { readonly path: string } | { readonly specifier: string };

/** A name in a type's text that the generated file imports. */
export interface TypeReference {
  readonly origin: Origin;
  /** The exported name, `default`, or `*` for the whole module. */
  readonly name: string;
  /** Its local name in the source. */
  readonly local: string;
}

/** A type's text, split at the names that the generated file imports. */
export type TypeText = readonly (string | TypeReference)[];

/** One parameter: its type as text, which a proxy declares, and as data. */
export interface Parameter<Text> {
  readonly name: string;
  readonly type: Text;
  /** The shape of its values, without the `undefined` of a default. */
  readonly shape: Shape;
  readonly isOptional: boolean;
  /** Whether `undefined` selects a default, though it cannot be left out. */
  readonly isDefaulted: boolean;
  readonly isRest: boolean;
}

/** What a streaming method yields. */
export interface Yielded<Text> {
  readonly type: Text;
  readonly shape: Shape;
}

/** One way to call a method; an overloaded method has several. */
export interface Signature<Text> {
  readonly doc: readonly string[];
  readonly typeParameters: readonly Text[];
  readonly parameters: readonly Parameter<Text>[];
  /** The type that a call resolves to, or that a generator returns. */
  readonly result: Text;
  readonly resultShape: Shape;
  /** `null` unless the method is a streaming reply. */
  readonly yielded: Yielded<Text> | null;
}

/** One message. */
export interface Message<Text> {
  readonly name: string;
  readonly signatures: readonly Signature<Text>[];
  /** The parameters as people read them; an overload's are the last one's. */
  readonly parameters: readonly string[];
  /** Whether it never returns a promise. */
  readonly isSynchronous: boolean;
  /** Whether a call resolves to `undefined`, so that no result is copied. */
  readonly isOneWay: boolean;
  /** Whether it is a streaming reply. */
  readonly isStreaming: boolean;
}

/** One state of an actor class. */
export interface State {
  readonly name: string;
  /** The shape of its values. */
  readonly shape: Shape;
}

/** One actor class as plain data. */
export interface Actor<Text> {
  readonly type: string;
  readonly className: string;
  readonly doc: readonly string[];
  readonly takesContext: boolean;
  readonly hasOptions: boolean;
  /** Whether the class has static `options` that are private or protected. */
  readonly hidesOptions: boolean;
  readonly messages: readonly Message<Text>[];
  /** What it keeps; a class that has any is durable. */
  readonly states: readonly State[];
}

/** One marked class as the parser reads it. */
export interface ActorFacts extends Actor<TypeText> {
  /** The types of its messages and states. */
  readonly types: TypeModel<TypeReference>;
  readonly place: Place;
  /** The class itself, as other files import it. */
  readonly reference: TypeReference;
  /** Names that mean something else where the types were written. */
  readonly foreignNames: readonly string[];
  /** The lint rules that the types' text would break. */
  readonly lintIgnores: readonly string[];
}
