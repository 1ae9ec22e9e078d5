/** A part of a `deno.json` or an import map. */
export type Json = Readonly<Record<string, unknown>>;

/** What a specifier leads to. */
export type Target =
  | { readonly url: URL }
  /** The text of an entry that is neither a path nor a URL. */
  | { readonly invalid: string };

interface Entries {
  readonly keys: readonly string[];
  readonly targets: ReadonlyMap<string, Target>;
}

interface Scope extends Entries {
  readonly prefix: string;
}

/** The names that an import map gives to modules, by the web's rules. */
export class ImportMap {
  readonly #scopes: readonly Scope[];
  readonly #imports: Entries;

  /** Reads a map whose relative URLs are relative to `base`. */
  constructor(map: Json, base: URL) {
    this.#imports = readEntries(map["imports"], base);
    this.#scopes = Object.entries(toObject(map["scopes"]))
      .map(([prefix, imports]) => ({
        prefix: URL.parse(prefix, base)?.href ?? prefix,
        ...readEntries(imports, base),
      })).sort((a, b) => b.prefix.length - a.prefix.length);
  }

  /** Finds what a specifier is mapped to in the module at `referrer`. */
  find(specifier: string, referrer: URL): Target | undefined {
    const name = asUrl(specifier, referrer)?.href ?? specifier;
    for (const scope of this.#scopes) {
      if (!isInScope(referrer.href, scope.prefix)) continue;
      const target = lookUp(name, scope);
      if (target !== undefined) return target;
    }
    return lookUp(name, this.#imports);
  }
}

/** Reads a specifier that is a URL, in full or as a path. */
export function asUrl(specifier: string, base: URL): URL | undefined {
  const isPath = /^\.{0,2}\//.test(specifier);
  return URL.parse(specifier, isPath ? base : undefined) ?? undefined;
}

/** Returns a JSON object's members; none of anything else. */
export function toObject(value: unknown): Json {
  const isObject = typeof value === "object" && value !== null &&
    !Array.isArray(value);
  return isObject ? { ...value } : {};
}

/** Returns the texts of a JSON array; none of anything else. */
export function listText(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((one) => typeof one === "string")
    : [];
}

/** Gives a package that a `deno.json` maps its other entry points. */
export function expandPackages(map: Json): Json {
  const expand = (imports: unknown): Json => {
    const entries = Object.entries(toObject(imports));
    const inner = entries.flatMap(([name, text]) => {
      const [, protocol, rest] = /^(npm|jsr):\/?(.*)$/.exec(String(text)) ?? [];
      const isPackage = protocol !== undefined && !name.endsWith("/");
      return isPackage ? [[`${name}/`, `${protocol}:/${rest}/`]] : [];
    });
    return Object.fromEntries([...inner, ...entries]);
  };
  const scopes = Object.entries(toObject(map["scopes"]))
    .map(([prefix, imports]) => [prefix, expand(imports)]);
  return {
    imports: expand(map["imports"]),
    scopes: Object.fromEntries(scopes),
  };
}

function isInScope(referrer: string, prefix: string): boolean {
  return referrer === prefix ||
    prefix.endsWith("/") && referrer.startsWith(prefix);
}

function readEntries(imports: unknown, base: URL): Entries {
  const targets = new Map<string, Target>();
  for (const [key, text] of Object.entries(toObject(imports))) {
    if (typeof text !== "string") continue;
    const name = asUrl(key, base)?.href ?? key;
    const url = asUrl(text, base);
    targets.set(name, url === undefined ? { invalid: text } : { url });
  }
  const keys = [...targets.keys()].sort((a, b) => b.length - a.length);
  return { keys, targets };
}

function lookUp(name: string, { keys, targets }: Entries): Target | undefined {
  const exact = targets.get(name);
  if (exact !== undefined) return exact;
  const key = keys.find((key) => key.endsWith("/") && name.startsWith(key));
  const target = key === undefined ? undefined : targets.get(key);
  if (key === undefined || target === undefined) return undefined;
  if ("invalid" in target) return target;
  const url = URL.parse(name.slice(key.length), target.url);
  // A name must not lead out of the folder that its prefix is mapped to.
  return url !== null && url.href.startsWith(target.url.href)
    ? { url }
    : undefined;
}
