/** The name of the file of the shapes that several proxies use. */
export const SHAPES_FILE = "shapes.gen.ts";

/** Names the file of a class's proxy: `http_server_actor_proxy.gen.ts`. */
export function nameFile(className: string): string {
  return `${toSnakeCase(className)}_proxy.gen.ts`;
}

function toSnakeCase(name: string): string {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();
}
