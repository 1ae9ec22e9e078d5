/** Throws unless a program has come to the right result. */
export function verify(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(`Cannot measure: wrong result: ${what}`);
}
