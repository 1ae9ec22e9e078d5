const BLOCK = 512;

/** A file's bytes by its path in a package, which begins with a slash. */
export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Unpacks what `deno publish` uploads: a gzipped archive of plain files. */
export async function unpack(
  gzipped: Uint8Array<ArrayBuffer>,
): Promise<Files> {
  const stream = new Blob([gzipped]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return readArchive(await new Response(stream).bytes());
}

function readArchive(archive: Uint8Array<ArrayBuffer>): Files {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let longName: string | null = null;
  let at = 0;
  while (at + BLOCK <= archive.length && archive[at] !== 0) {
    const header = archive.subarray(at, at + BLOCK);
    const size = Number.parseInt(readText(header, 124, 136), 8);
    const bytes = archive.slice(at + BLOCK, at + BLOCK + size);
    const kind = readText(header, 156, 157);
    if (kind === "L") {
      longName = readText(bytes, 0, bytes.length);
    } else if (kind === "" || kind === "0") {
      files.set(toPackagePath(longName ?? readName(header)), bytes);
      longName = null;
    } else {
      throw new Error(`Cannot unpack a package: entry of kind "${kind}"`);
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function readName(header: Uint8Array): string {
  const name = readText(header, 0, 100);
  const isUstar = readText(header, 257, 263) === "ustar";
  const prefix = isUstar ? readText(header, 345, 500) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function readText(bytes: Uint8Array, from: number, to: number): string {
  const text = new TextDecoder().decode(bytes.subarray(from, to));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function toPackagePath(name: string): string {
  const path = `/${name.replace(/^\.?\//, "")}`;
  if (!path.split("/").includes("..")) return path;
  throw new Error(`Cannot unpack a package: it has the file "${name}"`);
}
