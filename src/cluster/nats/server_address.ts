import { quote } from "../../base/escape_controls.ts";
import { showOption } from "../../base/show_option.ts";

/** Where a NATS server listens. */
export interface ServerAddress {
  /** A name or an IP address, the latter in brackets if it is of version 6. */
  readonly hostname: string;
  readonly port: number;
  /** Both, as `--allow-net` takes them. */
  readonly text: string;
  /** The name that its certificate has. */
  readonly tlsName: string;
}

const DEFAULT_PORT = 4_222;

/**
 * Reads the option `servers`.
 *
 * @throws {TypeError} If it names none, or one is not the address of a server.
 */
export function readServers(servers: unknown): ServerAddress[] {
  const texts: unknown[] = Array.isArray(servers) ? servers : [servers];
  if (servers === undefined || texts.length === 0) {
    throw new TypeError(
      "Cannot use servers: there is none; give one or some, such as " +
        '"127.0.0.1:4222"',
    );
  }
  return texts.map((text) => {
    const address = typeof text === "string" ? parseServer(text) : null;
    if (address !== null) return address;
    throw new TypeError(describe(text));
  });
}

/** Reads an address; returns `null` if it is none. */
export function parseServer(
  text: string,
  tlsName?: string,
): ServerAddress | null {
  const [, , rest = ""] = /^(nats:\/\/|tls:\/\/)?([^/]+)\/?$/.exec(text) ?? [];
  // Not a scheme of the web: that would hide the port which is its own.
  const url = URL.parse(`nats://${rest}`);
  if (url === null || url.hostname === "" || url.username !== "") return null;
  if (url.password !== "" || url.search !== "" || url.hash !== "") return null;
  const port = url.port === "" ? DEFAULT_PORT : Number(url.port);
  if (port === 0) return null;
  const { hostname } = url;
  return {
    ...{ hostname, port, text: `${hostname}:${port}` },
    tlsName: tlsName ?? hostname.replace(/^\[(.*)\]$/, "$1"),
  };
}

function describe(text: unknown): string {
  // It may hold a password: that is shown to no log.
  if (typeof text === "string" && text.includes("@")) {
    return "Cannot use servers: one has credentials in it; give them by the " +
      "options user and pass, or token";
  }
  const shown = typeof text === "string" ? quote(text) : showOption(text);
  const why = typeof text === "string" && /^wss?:/i.test(text)
    ? "web sockets are not spoken here, give the address of its clients' port"
    : 'it must be a host and a port, such as "127.0.0.1:4222"';
  return `Cannot use servers ${shown}: ${why}`;
}
