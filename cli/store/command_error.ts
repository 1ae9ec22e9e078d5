/** Says in one sentence why a command did not do what it was asked. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
