import type { Amount } from "./cache.ts";
import type { Rehearsal } from "./rehearse.ts";

/** Writes what a rehearsal published and what its steps downloaded. */
export function formatRehearsal(
  { published, files, alone, steps, npmPackages }: Rehearsal,
): string {
  const lines = [`Published ${published}: ${files.length} files`];
  for (const { name, downloads } of [alone, ...steps]) {
    lines.push(`A user ${name}:`);
    if (downloads.size === 0) lines.push("  downloads nothing");
    for (const [host, amount] of downloads) {
      lines.push(`  ${formatAmount(amount)} from ${host}`);
    }
  }
  lines.push(`Packages of npm: ${npmPackages.join(", ")}`);
  return lines.join("\n");
}

function formatAmount({ files, bytes }: Amount): string {
  return `${files} files, ${(bytes / 1024).toFixed(0)} KiB`;
}
