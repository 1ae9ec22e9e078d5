import { createPackage, type Package } from "./package.ts";
import { unpack } from "./tarball.ts";

/** One file of a package that was downloaded from the registry. */
export interface Download {
  /** The path in the registry: `/@std/cli/1.0.28/mod.ts`. */
  readonly path: string;
  readonly bytes: number;
  /** Whose copy it was: the registry's own, or the host's behind it. */
  readonly from: string;
}

/** What a {@linkcode Registry} may be told. */
export interface RegistryOptions {
  /** The registry that is asked for packages that this one does not have. */
  readonly behind?: URL | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  json: "application/json",
  md: "text/markdown",
  ts: "text/typescript",
  tsx: "text/tsx",
};
const PACKAGE_API = new URLPattern({
  pathname: "/api/scopes/:scope/packages/:name",
});
const VERSION_API = new URLPattern({
  pathname: "/api/scopes/:scope/packages/:name/versions/:version",
});
const MEMBER = new URLPattern({ pathname: "/:scope(@[^/]+)/:name/:rest+" });

/**
 * A registry on this machine that speaks JSR: `deno publish` publishes into it
 * and Deno installs from it where `JSR_URL` is its `url`. It keeps everything
 * in memory and takes any token.
 */
export class Registry implements AsyncDisposable {
  /** Where it listens; the value of `JSR_URL`. */
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #behind: URL | undefined;
  /** By name, then by version. */
  readonly #packages = new Map<string, Map<string, Package>>();
  #downloads: Download[] = [];
  #published: Package[] = [];

  /** Opens it on a free port of 127.0.0.1. */
  constructor({ behind }: RegistryOptions = {}) {
    this.#behind = behind;
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
    }, (request) => this.#answer(request));
    this.url = `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  /** Adds a package that was not published by `deno publish`. */
  add(added: Package): void {
    const versions = this.#packages.get(added.name);
    if (versions !== undefined) versions.set(added.version, added);
    else this.#packages.set(added.name, new Map([[added.version, added]]));
  }

  /** Returns what `deno publish` brought since it was last asked. */
  takePublished(): Package[] {
    const published = this.#published;
    this.#published = [];
    return published;
  }

  /** Returns what was downloaded since it was last asked. */
  takeDownloads(): Download[] {
    const downloads = this.#downloads;
    this.#downloads = [];
    return downloads;
  }

  /** Closes it, once all that was asked is answered. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/api/")) {
      return await this.#answerPublisher(request, url);
    }
    const bytes = await this.#read(url.pathname);
    if (bytes !== undefined) {
      const { host } = new URL(this.url);
      return this.#send(url.pathname, bytes, host);
    }
    return await this.#askBehind(url.pathname);
  }

  async #answerPublisher(request: Request, url: URL): Promise<Response> {
    if (PACKAGE_API.test(url)) {
      // The scope and the package of a real registry exist before.
      return Response.json({});
    }
    const { scope, name, version } = VERSION_API.exec(url)?.pathname.groups ??
      {};
    if (request.method !== "POST" || version === undefined) {
      return refuse(404, "notFound", `There is no ${url.pathname}`);
    }
    try {
      const files = await unpack(await request.bytes());
      const published = createPackage(
        files,
        url.searchParams.get("config") ?? "",
      );
      if (
        published.name !== `@${scope}/${name}` || published.version !== version
      ) {
        return refuse(400, "invalidConfig", "Another name or version");
      }
      this.add(published);
      this.#published.push(published);
      return Response.json({ id: version, status: "success", error: null });
    } catch (error) {
      return refuse(400, "invalidPackage", String(error));
    }
  }

  async #read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { scope, name, rest = "" } =
      MEMBER.exec({ pathname: path })?.pathname.groups ?? {};
    const versions = this.#packages.get(`${scope}/${name}`);
    if (versions === undefined) return undefined;
    if (rest === "meta.json") return describeVersions(versions);
    const described = rest.match(/^([^/]+)_meta\.json$/)?.[1];
    if (described !== undefined) {
      const version = versions.get(described);
      return version && await describeFiles(version);
    }
    const slash = rest.indexOf("/");
    return versions.get(rest.slice(0, slash))?.files
      .get(decodeURIComponent(rest.slice(slash)));
  }

  async #askBehind(path: string): Promise<Response> {
    if (this.#behind === undefined) return new Response(null, { status: 404 });
    const answer = await fetch(new URL(path, this.#behind));
    const bytes = await answer.bytes();
    if (answer.ok) return this.#send(path, bytes, this.#behind.host);
    return new Response(bytes, { status: answer.status });
  }

  #send(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    from: string,
  ): Response {
    this.#downloads.push({ path, bytes: bytes.length, from });
    const ending = path.slice(path.lastIndexOf(".") + 1);
    const type = TYPES[ending] ?? "application/octet-stream";
    return new Response(bytes, { headers: { "content-type": type } });
  }
}

function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}

function describeVersions(
  versions: ReadonlyMap<string, Package>,
): Uint8Array<ArrayBuffer> {
  const numbers = Array.from(versions.keys());
  return encode({
    latest: numbers.at(-1),
    versions: Object.fromEntries(numbers.map((number) => [number, {}])),
  });
}

/** Lists the files with their checksums, which Deno verifies. */
async function describeFiles(
  { exports, files }: Package,
): Promise<Uint8Array<ArrayBuffer>> {
  const manifest = await Promise.all(
    Array.from(files, async ([path, bytes]) => {
      const digest = await crypto.subtle.digest("SHA-256", bytes);
      const checksum = `sha256-${new Uint8Array(digest).toHex()}`;
      return [path, { size: bytes.length, checksum }];
    }),
  );
  return encode({ manifest: Object.fromEntries(manifest), exports });
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
