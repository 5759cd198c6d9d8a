/** What the platform runs. */
import { app } from "./app.ts";

export { BlobChunks } from "./blobs/blob-object.ts";
export { Cell } from "./cell/cell-object.ts";
export { Registry } from "./registry/registry-object.ts";

export default app;
