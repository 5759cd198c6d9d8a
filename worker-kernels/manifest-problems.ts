/** A manifest from outside: whether it is one, and whether its parts belong together. */
import type { Field } from "../protocol/layout/layout.ts";
import { type Manifest, manifestSchema } from "./contract.ts";

export interface ManifestProblem {
  /** JSON pointer into the manifest. */
  readonly field: string;
  readonly expected: string;
}

export type ParsedManifest =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

/** Checks a parsed JSON document. */
export function parseManifest(json: unknown): ParsedManifest {
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      field: `/${path.join("/")}`,
      expected: message.replace(/^(Invalid input|Too big|Too small): expected /, ""),
    }));
    return { ok: false, problems };
  }
  const problems = [...costProblems(parsed.data), ...pictureProblems(parsed.data), ...assuranceProblems(parsed.data)];
  return problems.length === 0 ? { ok: true, manifest: parsed.data } : { ok: false, problems };
}

const isNumber = ({ type, array }: Field): boolean => type !== "text" && type !== "blob" && array !== true;

const names = (fields: readonly Field[]): string => fields.map(({ name }) => name).join(", ") || "none";

function costProblems({ cost, input }: Manifest): ManifestProblem[] {
  const numbers = input.fields.filter(isNumber);
  return Object.keys(cost.perField)
    .filter((name) => !name.split("*").every((factor) => numbers.some((field) => field.name === factor)))
    .map((name) => ({
      field: `/cost/perField/${name}`,
      expected: `single numbers among the input fields, or products of them: ${names(numbers)}`,
    }));
}

/** An array shades by its length, whatever is in it. */
function pictureProblems({ picture, output }: Manifest): ManifestProblem[] {
  const shading = output.fields.filter((field) => field.array === true || isNumber(field));
  if (shading.some(({ name }) => name === picture.field)) return [];
  return [{ field: "/picture/field", expected: `a number or an array among the output fields: ${names(shading)}` }];
}

/** Tolerances are of numbers; kernels with a proof say what it leaves open, and others have nothing to say. */
function assuranceProblems({ comparison, output, assurance, effort }: Manifest): ManifestProblem[] {
  const numbers = output.fields.filter(({ type }) => type !== "text" && type !== "blob");
  const tolerated = comparison === "exact" ? [] : Object.keys(comparison.fields);
  const problems = tolerated
    .filter((name) => !numbers.some((field) => field.name === name))
    .map((name) => ({ field: `/comparison/fields/${name}`, expected: `numbers among the output fields: ${names(numbers)}` }));
  if (effort === undefined || assurance.includes("certificate")) return problems;
  return [...problems, { field: "/effort", expected: "nothing, where results bring no certificate" }];
}

/** What else is asked of a kernel that is not built in. */
export function pushedProblems({ assurance }: Manifest): ManifestProblem[] {
  if (!assurance.includes("certificate")) return [];
  // A certificate is checked by code of the server's own, and nobody's else runs there.
  return [{ field: "/assurance", expected: "quorum or adaptive; certificates are checked by code that is built in" }];
}
