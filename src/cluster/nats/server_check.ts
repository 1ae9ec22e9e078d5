import { ClusterError } from "../../base/cluster_error.ts";
import { MIN_PACKET_BYTES } from "../../base/nats_limits.ts";
import { isUnanswered } from "./failure.ts";
import type { Session } from "./session.ts";

/** The first version whose atomic batches can be relied upon. */
export const MIN_VERSION = "2.12.1";

/**
 * Throws unless a server is one that a cluster can use, by what it says of
 * itself.
 *
 * @throws {ClusterError} If it is too old, or takes too little at once.
 */
export function assertUsable({ info, server }: Session): void {
  assertVersion(info.version, server.text);
  if (info.max_payload < MIN_PACKET_BYTES) {
    throw new ClusterError(
      `Cannot use the NATS server at ${server.text}: its max_payload is ` +
        `${info.max_payload} bytes; set it to ${MIN_PACKET_BYTES} or more`,
      { code: "server" },
    );
  }
}

/**
 * Throws unless a server has JetStream. While that has no leader it does not
 * answer, but carries packets all the same.
 *
 * @throws {ClusterError} If it has none.
 */
export async function assertJetStream(session: Session): Promise<void> {
  const { info, jsm, server } = session;
  try {
    await jsm.getAccountInfo();
  } catch (error) {
    // In a NATS cluster, another server may have it; this one would know.
    if (!isUnanswered(error) || info.jetstream === true) throw error;
    throw new ClusterError(
      `Cannot use the NATS server at ${server.text}: it has no JetStream; ` +
        "start it with `nats-server -js`",
      { cause: error, code: "server" },
    );
  }
}

function assertVersion(version: string, at: string): void {
  const [least, found] = [parse(MIN_VERSION), parse(version)];
  const differs = least.findIndex((part, index) => part !== found[index]);
  if (differs < 0 || found[differs]! > least[differs]!) return;
  throw new ClusterError(
    `Cannot use the NATS server at ${at}: it has version ${
      JSON.stringify(version)
    }; install ${MIN_VERSION} or later`,
    { code: "server" },
  );
}

/** Returns the parts of a version; none where it is no version. */
function parse(version: string): number[] {
  const [, ...parts] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return parts.map(Number);
}
