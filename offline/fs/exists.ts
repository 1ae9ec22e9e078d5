/** What a path must be, beside being there. */
export interface ExistsOptions {
  /** Whether it must be a directory, or a link to one. */
  isDirectory?: boolean;
  /** Whether it must be a file, or a link to one. */
  isFile?: boolean;
}

/** Tells whether the path is there and is what the options ask for. */
export async function exists(
  path: string | URL,
  options: ExistsOptions = {},
): Promise<boolean> {
  checkOptions(options);
  try {
    return fits(await Deno.stat(path), options);
  } catch (error) {
    return existsDespite(error);
  }
}

/** Tells whether the path is there and is what the options ask for. */
export function existsSync(
  path: string | URL,
  options: ExistsOptions = {},
): boolean {
  checkOptions(options);
  try {
    return fits(Deno.statSync(path), options);
  } catch (error) {
    return existsDespite(error);
  }
}

function checkOptions(options: ExistsOptions): void {
  if (!options.isDirectory || !options.isFile) return;
  throw new TypeError(
    "ExistsOptions.options.isDirectory and ExistsOptions.options.isFile " +
      "must not be true together.",
  );
}

function fits(info: Deno.FileInfo, options: ExistsOptions): boolean {
  if (options.isDirectory && !info.isDirectory) return false;
  if (options.isFile && !info.isFile) return false;
  return true;
}

function existsDespite(error: unknown): boolean {
  if (error instanceof Deno.errors.NotFound) return false;
  if (error instanceof Deno.errors.PermissionDenied) return true;
  throw error;
}
