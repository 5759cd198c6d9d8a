/** How callers prove who they are, as the OpenAPI document tells it. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./router.ts";

export const BY_SESSION = [{ hostSession: [] }];
export const BY_SIGNATURE = [{ hostSignature: [] }];
export const BY_SIGNED_SESSION = [{ hostSession: [], hostSignature: [] }];
export const BY_OPERATOR_KEY = [{ operatorKey: [] }];
/** The operator's key, or a researcher's; the description of the route names the scope. */
export const BY_KEY = [{ operatorKey: [] }, { researcherKey: [] }];

export function describeSecurity({ openAPIRegistry }: OpenAPIHono<AppEnv>): void {
  openAPIRegistry.registerComponent("securitySchemes", "hostSession", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The session that a host got when it enrolled, or from `POST /api/v1/sessions`. It lasts a quarter of an hour.",
  });
  openAPIRegistry.registerComponent("securitySchemes", "hostSignature", {
    type: "apiKey",
    in: "header",
    name: "Signature",
    description:
      "An HTTP message signature (RFC 9421) by the host's Ed25519 key, in the fields `signature` and `signature-input`. Parameters: " +
      '`alg="ed25519"`, `keyid` (the key as a did:key), `tag="manyhands"`, `nonce` (milliseconds by the server\'s clock, larger than ' +
      "in any request before) and `created` (the nonce in whole seconds). Covered: `@method`, `@authority`, `@path`, `@query` where " +
      "there is one, `content-digest` (RFC 9530, sha-256) where there is a body, and `authorization` where it is sent.",
  });
  openAPIRegistry.registerComponent("securitySchemes", "operatorKey", {
    type: "http",
    scheme: "bearer",
    description: "The deployment's operator key",
  });
  openAPIRegistry.registerComponent("securitySchemes", "researcherKey", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "mh_KEYID_SECRET",
    description: "A researcher's key. What it may be used for are its scopes, which were chosen when it was made.",
  });
}
