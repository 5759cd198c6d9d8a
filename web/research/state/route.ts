/** Which view is open, by what stands behind the `#` of the address. */

export type Route = { readonly view: "batches" } | { readonly view: "new" } | { readonly view: "batch"; readonly batchId: string };

/** The view that an address names; undefined for one that only names a place on the page. */
export function routeOf(hash: string): Route | undefined {
  if (hash === "" || hash === "#/") return { view: "batches" };
  if (hash === "#/new") return { view: "new" };
  const batchId = /^#\/batches\/([a-z0-9]+)$/.exec(hash)?.[1];
  if (batchId !== undefined) return { view: "batch", batchId };
  return hash.startsWith("#/") ? { view: "batches" } : undefined;
}

export const addressOf = (batchId: string): string => `#/batches/${batchId}`;
