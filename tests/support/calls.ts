import { CallError } from "@backstage/actors";
import { assertInstanceOf } from "@std/assert";

/** Never ends by itself. */
export const stuck = (): Promise<never> => new Promise<never>(() => {});

/** Returns the error that a call ended with. */
export async function failureOf(promise: Promise<unknown>): Promise<CallError> {
  const error = await promise.then(() => undefined, (error) => error);
  assertInstanceOf(error, CallError);
  return error;
}

/** Returns a function that tells whether a promise is settled. */
export function watch(promise: Promise<unknown>): () => boolean {
  let isSettled = false;
  const end = () => void (isSettled = true);
  promise.then(end, end);
  return () => isSettled;
}
