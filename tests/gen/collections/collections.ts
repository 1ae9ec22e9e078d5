/** A package of types, and what an actor takes of it. */
export interface Collection {
  /** The package with its version. */
  readonly name: string;
  readonly version: string;
  /** The file that declares the type, within the package. */
  readonly file: string;
  readonly type: string;
  /** What its JSON has instead of a class with methods, which is refused. */
  readonly plain?: { readonly file: string; readonly text: string };
}

/** Real packages whose types are large, old, generated or all of these. */
export const COLLECTIONS: readonly Collection[] = [
  {
    name: "@octokit/webhooks-types",
    version: "7.6.1",
    file: "schema.d.ts",
    type: "WebhookEvent",
  },
  {
    name: "@types/aws-lambda",
    version: "8.10.164",
    file: "trigger/api-gateway-proxy.d.ts",
    type: "APIGatewayProxyEventV2",
  },
  {
    name: "@kubernetes/client-node",
    version: "2.0.1",
    file: "dist/gen/models/V1Deployment.d.ts",
    type: "V1Deployment",
  },
  {
    name: "stripe",
    version: "23.1.0",
    file: "esm/resources/Events.d.ts",
    type: "Event",
    plain: {
      file: "esm/Decimal.d.ts",
      text: "export type Decimal = string;\n" +
        "export declare const Decimal: unknown;\n",
    },
  },
  {
    name: "discord-api-types",
    version: "0.38.57",
    file: "v10.d.ts",
    type: "APIMessage",
  },
  {
    name: "@slack/types",
    version: "3.2.0",
    file: "dist/index.d.ts",
    type: "KnownBlock",
  },
  {
    name: "schema-dts",
    version: "2.1.0",
    file: "dist/schema.d.ts",
    type: "Recipe",
  },
  {
    name: "openapi-types",
    version: "12.1.3",
    file: "dist/index.d.ts",
    type: "OpenAPIV3.ComponentsObject",
  },
  {
    name: "vscode-languageserver-types",
    version: "3.18.5",
    file: "lib/umd/main.d.ts",
    type: "WorkspaceEdit",
  },
];
