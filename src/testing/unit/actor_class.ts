import type { ActorProxy, ProxyClass } from "../../proxy/actor_proxy.ts";
import type { MethodRefs } from "../../envelope/method_ref.ts";

/** A generated proxy class, with the types of its actor's class. */
export interface TypedProxyClass<Actor, Name extends keyof Actor>
  extends ProxyClass<ActorProxy> {
  /** The actor's methods, as the generator writes them. */
  readonly Method: MethodRefs<Actor, Name>;
}

/** What a method takes. */
export type ArgumentsOf<Method> = Method extends
  (...values: infer Arguments) => unknown ? Arguments : never;

/** What a method's caller gets. */
export type ResultOf<Method> = Method extends
  (...values: never[]) => infer Result ? Awaited<Result> : never;

/** What a method may return in place of the class's own. */
export type AnswerOf<Method> = Method extends
  (...values: never[]) => infer Answer
  ? Answer extends AsyncGenerator<unknown, unknown, unknown> ? Answer
  : Awaited<Answer> | Promise<Awaited<Answer>>
  : never;
