import { nkeys } from "@nats-io/transport-node";

type KeyPair = ReturnType<typeof nkeys.createUser>;

const UNLIMITED = { subs: -1, data: -1, payload: -1 };
const STORAGE = {
  ...{ mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 },
};

/** Accounts that a server knows by signatures, and one user of one of them. */
export interface Signed {
  /** Lines of the server's configuration. */
  readonly config: string;
  /** What the user's file of credentials holds. */
  readonly creds: string;
}

/** Signs an operator, an account with JetStream, and a user. */
export function signUser(): Signed {
  const operator = nkeys.createOperator();
  // The server's own account keeps JetStream's, and has none itself.
  const system = nkeys.createAccount();
  const account = nkeys.createAccount();
  const user = nkeys.createUser();
  const systemJwt = sign(operator, system, makeAccount({}));
  const accountJwt = sign(operator, account, makeAccount(STORAGE));
  const userJwt = sign(account, user, {
    ...UNLIMITED,
    ...{ type: "user", pub: {}, sub: {} },
  });
  return {
    config: `operator: "${sign(operator, operator, { type: "operator" })}"\n` +
      `system_account: ${system.getPublicKey()}\n` +
      "resolver: MEMORY\n" +
      `resolver_preload: { ${system.getPublicKey()}: "${systemJwt}", ` +
      `${account.getPublicKey()}: "${accountJwt}" }`,
    creds: wrap("NATS USER JWT", userJwt) +
      wrap("USER NKEY SEED", new TextDecoder().decode(user.getSeed())),
  };
}

function makeAccount(storage: object): object {
  const peers = { imports: -1, exports: -1, wildcards: true };
  return {
    type: "account",
    limits: { ...UNLIMITED, ...peers, conn: -1, leaf: -1, ...storage },
    default_permissions: { pub: {}, sub: {} },
  };
}

function sign(issuer: KeyPair, subject: KeyPair, claims: object): string {
  const head = encode({ typ: "JWT", alg: "ed25519-nkey" });
  const body = encode({
    ...{ jti: "test", iat: 1_700_000_000, name: "test" },
    ...{ iss: issuer.getPublicKey(), sub: subject.getPublicKey() },
    nats: { ...claims, version: 2 },
  });
  const text = `${head}.${body}`;
  const signature = issuer.sign(new TextEncoder().encode(text));
  return `${text}.${toText(signature)}`;
}

function encode(value: object): string {
  return toText(new TextEncoder().encode(JSON.stringify(value)));
}

function toText(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function wrap(name: string, text: string): string {
  return `-----BEGIN ${name}-----\n${text}\n------END ${name}------\n\n`;
}
