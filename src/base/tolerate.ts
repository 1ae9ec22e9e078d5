/** Makes the rejection of a promise that is not awaited end no program. */
export function tolerate<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}
