import type {
  ActorProxy,
  Context,
  Engine,
  ProxyClass,
} from "@backstage/actors";

/** A puppet of any kind. */
export type Puppet = ActorProxy & { ask(input: unknown): Promise<unknown> };
/** Its proxy class. */
export type PuppetClass = ProxyClass<Puppet>;

/** Returns the code of what was thrown. */
export const codeOf = (error: { code?: string }): string =>
  error.code ?? `${error}`;

/** Opens a gate: what waits for it goes on. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

/** Calls a puppet. */
export function ask(
  from: Engine | Context,
  proxy: PuppetClass,
  id: string,
  input: unknown = null,
): Promise<unknown> {
  return from.getActor(proxy, id).ask(input);
}
