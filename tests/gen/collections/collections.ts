/** A package of types, and what an actor takes of it. */
export interface Collection {
  /** The package with its version. */
  readonly name: string;
  readonly version: string;
  /** The module of the package that the type is imported from. */
  readonly module: string;
  readonly type: string;
  /** What its JSON has instead of a class with methods, which is refused. */
  readonly plain?: { readonly file: string; readonly text: string };
}

/** Real packages whose types are large, old, generated or all of these. */
export const COLLECTIONS: readonly Collection[] = [
  {
    name: "@octokit/webhooks-types",
    version: "7.6.1",
    module: "@octokit/webhooks-types",
    type: "WebhookEvent",
  },
  {
    name: "@types/aws-lambda",
    version: "8.10.164",
    module: "aws-lambda",
    type: "APIGatewayProxyEventV2",
  },
  {
    name: "@kubernetes/client-node",
    version: "2.0.1",
    module: "@kubernetes/client-node",
    type: "V1Deployment",
  },
  {
    name: "stripe",
    version: "23.1.0",
    module: "stripe",
    type: "Stripe.Event",
    plain: {
      file: "esm/Decimal.d.ts",
      text: "export type Decimal = string;\n" +
        "export declare const Decimal: unknown;\n",
    },
  },
  {
    name: "discord-api-types",
    version: "0.38.57",
    module: "discord-api-types/v10",
    type: "APIMessage",
  },
  {
    name: "@slack/types",
    version: "3.2.0",
    module: "@slack/types",
    type: "KnownBlock",
  },
  {
    name: "schema-dts",
    version: "2.1.0",
    module: "schema-dts",
    type: "Recipe",
  },
  {
    name: "openapi-types",
    version: "12.1.3",
    module: "openapi-types",
    type: "OpenAPIV3.ComponentsObject",
  },
  {
    name: "vscode-languageserver-types",
    version: "3.18.5",
    module: "vscode-languageserver-types",
    type: "WorkspaceEdit",
  },
];
