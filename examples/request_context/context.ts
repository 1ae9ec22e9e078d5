import { AsyncLocalStorage } from "node:async_hooks";

/** What every turn of a request may know of it. */
export interface RequestContext {
  /** Names the request in log lines. */
  readonly id: string;
  readonly user: string;
}

/** The request whose code runs: calls carry it from actor to actor. */
export const context = new AsyncLocalStorage<RequestContext>();
