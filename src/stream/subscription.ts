import type { Method } from "../envelope/definition.ts";
import type { Target } from "../envelope/target.ts";

/** A subscriber with the place where its payloads go. */
export interface Subscription {
  /** The stream's id. */
  readonly stream: string;
  readonly method: Method;
  target: Target;
}
