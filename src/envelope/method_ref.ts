/**
 * Names one method of one actor type, with the types of its parameters and
 * its result: `CounterProxy.Method.add` is a
 * `MethodRef<[amount: number], number>`.
 */
export interface MethodRef<Args extends unknown[], Result> {
  /** The actor type that has the method. */
  readonly actorType: string;
  /** The method's name. */
  readonly name: string;
  /** Carries the types; there is nothing at run time. */
  readonly signature?: (...args: Args) => Result;
}

/** The refs of the named methods of an actor class. */
export type MethodRefs<Actor, Name extends keyof Actor> = {
  readonly [Key in Name]: Actor[Key] extends
    (...args: infer Args) => infer Result ? MethodRef<Args, Awaited<Result>>
    : never;
};
