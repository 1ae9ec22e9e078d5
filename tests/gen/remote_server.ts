/** Files by path, as a web server or a package has them. */
export type Texts = Readonly<Record<string, string>>;

/** One version of a package. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly files: Texts;
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Writes the modules of a JSR package of one file as a registry has them. */
export async function writeJsr(
  name: string,
  version: string,
  text: string,
): Promise<Texts> {
  const bytes = new TextEncoder().encode(text);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const checksum = `sha256-${new Uint8Array(digest).toHex()}`;
  const file = { size: bytes.length, checksum };
  return {
    [`/${name}/meta.json`]: JSON.stringify({ versions: { [version]: {} } }),
    [`/${name}/${version}_meta.json`]: JSON.stringify({
      exports: { ".": "./mod.ts" },
      manifest: { "/mod.ts": file },
    }),
    [`/${name}/${version}/mod.ts`]: text,
  };
}

/**
 * Modules and npm packages on a server of this machine, a cache of Deno's own
 * that they are put into, and what a Deno with that cache is run with.
 */
export class RemoteServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #folder: string;
  readonly #modules: Texts;
  readonly #packages: readonly Package[];
  /** How many requests were answered. */
  requests = 0;

  constructor(
    modules: Texts,
    packages: readonly Package[],
    folder: string,
  ) {
    this.#modules = modules;
    this.#packages = packages;
    this.#folder = folder;
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#answer(new URL(request.url)),
    );
  }

  /** Serves modules by path, and packages. */
  static async open(
    modules: Texts,
    packages: readonly Package[],
  ): Promise<RemoteServer> {
    const folder = await Deno.makeTempDir({ prefix: "backstage_cache" });
    return new RemoteServer(modules, packages, folder);
  }

  /** The URL of the server, without a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The environment in which Deno has this cache and registry. */
  get environment(): Record<string, string> {
    return {
      DENO_DIR: this.#folder,
      NO_PROXY: "127.0.0.1",
      JSR_URL: `${this.url}/`,
      NPM_CONFIG_REGISTRY: `${this.url}/npm/`,
    };
  }

  /** Loads a file of a folder, and all that it imports, into the cache. */
  async cache(folder: string, file: string): Promise<void> {
    const args = ["cache", "--quiet", `--allow-import=127.0.0.1`, file];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: folder,
      env: { ...this.environment, NO_COLOR: "1" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }

  async #answer(url: URL): Promise<Response> {
    this.requests++;
    const path = decodeURIComponent(url.pathname);
    const [, name = "", version] =
      /^\/npm\/((?:@[^/]+\/)?[^/]+)(?:\/-\/(.*)\.tgz)?$/.exec(path) ?? [];
    const found = this.#packages.filter((one) => one.name === name);
    if (found.length > 0 && version === undefined) {
      return Response.json(this.#describe(name, found));
    }
    const one = found.find((one) => one.version === version);
    if (one !== undefined) return new Response(await pack(one));
    const text = this.#modules[path];
    if (text === undefined) return new Response(null, { status: 404 });
    if (/^\/\w/.test(text)) return Response.redirect(`${this.url}${text}`);
    const type = path.endsWith(".json")
      ? "application/json"
      : path.endsWith(".js")
      ? "application/javascript"
      : "application/typescript";
    return new Response(text, { headers: { "content-type": type } });
  }

  #describe(name: string, versions: readonly Package[]): unknown {
    const last = versions.at(-1)?.version;
    return {
      name,
      "dist-tags": { latest: last },
      versions: Object.fromEntries(versions.map((one) => [one.version, {
        ...describe(one),
        dist: { tarball: `${this.url}/npm/${name}/-/${one.version}.tgz` },
      }])),
    };
  }

  /** Stops serving, and removes the cache. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

function describe({ name, version, manifest }: Package): object {
  return { name, version, ...manifest };
}

async function pack(one: Package): Promise<Uint8Array<ArrayBuffer>> {
  const manifest = JSON.stringify(describe(one));
  const files = { "package.json": manifest, ...one.files };
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const body = new TextEncoder().encode(text);
    const padding = new Uint8Array(-body.length & 511);
    return [writeHead(`package/${path}`, body.length), body, padding];
  });
  const stream = new Blob([...parts, new Uint8Array(1_024)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Writes the head of one file of a tape archive. */
function writeHead(path: string, size: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(512);
  const put = (at: number, text: string) =>
    head.set(new TextEncoder().encode(text), at);
  const octal = (value: number) => value.toString(8).padStart(11, "0");
  put(0, path);
  put(100, "0000644\0");
  put(124, `${octal(size)}\0`);
  put(136, `${octal(0)}\0`);
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\x0000");
  const sum = head.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return head;
}
