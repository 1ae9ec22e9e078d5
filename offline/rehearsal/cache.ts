import { join } from "node:path";

/** How much lies in a place, or came from there. */
export interface Amount {
  files: number;
  bytes: number;
}

/**
 * Measures what an empty `DENO_DIR` has been filled with, by the host that it
 * came from; the bytes are those on the disk, unpacked.
 */
export async function measureCache(
  cache: string,
): Promise<Map<string, Amount>> {
  const amounts = new Map<string, Amount>();
  const roots = ["npm", "remote/http", "remote/https"];
  for (const root of roots) {
    for await (const host of listFolders(join(cache, root))) {
      const amount = amounts.get(host) ?? { files: 0, bytes: 0 };
      await measure(join(cache, root, host), amount);
      amounts.set(host, amount);
    }
  }
  return amounts;
}

/** Returns the npm packages in a cache, as `name@version`, in order. */
export async function listPackages(cache: string): Promise<string[]> {
  const packages: string[] = [];
  for await (const host of listFolders(join(cache, "npm"))) {
    const root = join(cache, "npm", host);
    for await (const name of listNames(root)) {
      for await (const version of listFolders(join(root, name))) {
        packages.push(`${name}@${version}`);
      }
    }
  }
  return packages.sort();
}

async function* listNames(root: string): AsyncGenerator<string> {
  for await (const name of listFolders(root)) {
    if (!name.startsWith("@")) yield name;
    else {
      for await (const own of listFolders(join(root, name))) {
        yield `${name}/${own}`;
      }
    }
  }
}

async function* listFolders(folder: string): AsyncGenerator<string> {
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) yield name;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function measure(folder: string, amount: Amount): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) {
      await measure(path, amount);
    } else {
      amount.files++;
      amount.bytes += (await Deno.stat(path)).size;
    }
  }
}
