import { JetStreamApiError } from "@nats-io/jetstream";
import {
  AuthorizationError,
  NoRespondersError,
  PermissionViolationError,
  UserAuthenticationExpiredError,
} from "@nats-io/transport-node";
import {
  ClusterError,
  type ClusterErrorCode,
} from "../../base/cluster_error.ts";
import { escapeControls } from "../../base/escape_controls.ts";
import { readThrownMessage, readThrownText } from "../../base/thrown.ts";

/** Error codes of JetStream's API. */
const CODE = {
  notEnabledForServer: 10_076,
  notEnabledForAccount: 10_039,
  noPeers: 10_005,
  notInCluster: 10_074,
  storageExceeded: 10_047,
  memoryExceeded: 10_028,
  insufficientResources: 10_023,
  nameInUse: 10_058,
  streamNotFound: 10_059,
  wrongRevision: 10_071,
  wrongRevisionMeanwhile: 10_164,
};

const ENABLE = "start it with JetStream (`nats-server -js`)";

/** What is wrong with a JetStream and stays so, and the way out. */
const LASTING: Readonly<Record<number, string>> = {
  [CODE.notEnabledForServer]: `it has no JetStream; ${ENABLE}`,
  [CODE.notEnabledForAccount]:
    "the user's account has no JetStream; enable it in its configuration",
  [CODE.notInCluster]:
    "it is one server alone, which keeps no copies; set replicas to 1, or " +
    "use a NATS cluster of 3",
  [CODE.storageExceeded]:
    "its JetStream has no room left; raise max_file_store, or the account's " +
    "limits",
  [CODE.memoryExceeded]:
    "its JetStream has no memory left; raise max_memory_store",
  [CODE.insufficientResources]:
    "its JetStream has no room left for that; raise max_file_store",
};

/** The codes of errors about a certificate. */
const CERTIFICATE = /CERT|^ERR_TLS_|^UNABLE_TO_/;

/** Returns an error, or what caused it, if it is of a class. */
export function findCause<Cause extends Error>(
  error: unknown,
  kind: abstract new (...values: never[]) => Cause,
): Cause | null {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof kind) return one;
  }
  return null;
}

/** Returns the code of JetStream's API that an error has, or `null`. */
export function readApiCode(error: unknown): number | null {
  return findCause(error, JetStreamApiError)?.code ?? null;
}

/** Whether a stream has another revision than expected: nothing was written. */
export function isWrongRevision(error: unknown): boolean {
  const code = readApiCode(error);
  return code === CODE.wrongRevision || code === CODE.wrongRevisionMeanwhile;
}

/** Whether there is no such stream. */
export function isNotFound(error: unknown): boolean {
  return readApiCode(error) === CODE.streamNotFound;
}

/** Whether another one has just made a stream of that name. */
export function isNameInUse(error: unknown): boolean {
  return readApiCode(error) === CODE.nameInUse;
}

/** Whether a request reached nothing, and so has done nothing. */
export function isUnanswered(error: unknown): boolean {
  return findCause(error, NoRespondersError) !== null;
}

/** Whether an error does not go away by itself. */
export function isLasting(error: unknown): boolean {
  return error instanceof ClusterError && error.code !== "unreachable";
}

/** Says what an error means for what was being done. */
export function toClusterError(error: unknown, doing: string): ClusterError {
  if (error instanceof ClusterError) return error;
  const [code, why] = explain(error);
  return new ClusterError(`Cannot ${doing}: ${why}`, { cause: error, code });
}

function explain(error: unknown): [ClusterErrorCode, string] {
  const violation = findCause(error, PermissionViolationError);
  if (violation !== null) return ["refused", explainViolation(violation)];
  if (isRefusal(error)) {
    return [
      "refused",
      "the server refuses who connects; check user and pass, token, nkey, " +
      "creds or authenticator",
    ];
  }
  const denied = findCause(error, Deno.errors.NotCapable);
  if (denied !== null) {
    const [, host] = /net access to "([^"]*)"/.exec(denied.message) ?? [];
    const flag = host === undefined ? "--allow-net" : `--allow-net=${host}`;
    return ["refused", `this program may not; run it with ${flag}`];
  }
  if (isUnanswered(error)) {
    return ["unreachable", "JetStream has no leader now"];
  }
  const api = readApiCode(error);
  const lasting = api === null ? undefined : LASTING[api];
  if (lasting !== undefined) return ["server", lasting];
  const text = escapeControls(readThrownMessage(error));
  if (api !== null) return ["unreachable", `the server says: ${text}`];
  if (/does not support 'tls'/.test(text)) {
    return ["server", "it does not encrypt, but the option tls asks for that"];
  }
  const code = readThrownText(error, "code") ?? "";
  return CERTIFICATE.test(code)
    ? ["server", `its certificate is not accepted, see the option tls: ${text}`]
    : ["unreachable", text];
}

function isRefusal(error: unknown): boolean {
  return findCause(error, AuthorizationError) !== null ||
    findCause(error, UserAuthenticationExpiredError) !== null;
}

function explainViolation({ operation, subject }: PermissionViolationError) {
  const what = operation === "publish" ? "publish to" : "subscribe to";
  return `the server does not let this user ${what} ${
    JSON.stringify(subject)
  }; allow that in its configuration`;
}
