/** The stable `code` of a {@linkcode ClusterError}. */
export type ClusterErrorCode =
  /** It was closed before. */
  | "closed"
  /** The cluster's bucket or stream is of another kind than asked for. */
  | "mismatch"
  /** A node of that name is in the cluster. */
  | "name-taken"
  /** The server does not let this user do it. */
  | "refused"
  /** The server is too old, or lacks what is needed. */
  | "server"
  /** There is no server, or it does not answer. */
  | "unreachable";

/**
 * Says why an engine cannot take part in its cluster.
 *
 * @example Read what is wrong
 * ```ts
 * import { ClusterError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new ClusterError(
 *   'Cannot join cluster "shop": its bucket has 128 shards, and not 256',
 *   { code: "mismatch" },
 * );
 * assertEquals(error.code, "mismatch");
 * ```
 */
export class ClusterError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name = "ClusterError";
  /** The stable code that programs compare. */
  readonly code: ClusterErrorCode;

  /** Creates the error from its sentence and its code. */
  constructor(
    message: string,
    options: ErrorOptions & { readonly code: ClusterErrorCode },
  ) {
    super(message, options);
    this.code = options.code;
  }
}
