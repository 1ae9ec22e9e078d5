/** Creates the directory and its parents unless it is there already. */
export async function ensureDir(dir: string | URL): Promise<void> {
  try {
    await Deno.mkdir(dir, { recursive: true });
  } catch (error) {
    explain(error);
  }
}

/** Creates the directory and its parents unless it is there already. */
export function ensureDirSync(dir: string | URL): void {
  try {
    Deno.mkdirSync(dir, { recursive: true });
  } catch (error) {
    explain(error);
  }
}

// A recursive mkdir is content with a directory, so what "already exists"
// here is something else, and std words that as its own error.
function explain(error: unknown): never {
  if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  throw new Error(
    "Failed to ensure directory exists: expected 'dir', got 'file'",
    { cause: error },
  );
}
