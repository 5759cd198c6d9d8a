/**
 * What a kernel is: data, never script. A manifest, and a WebAssembly module with no imports that
 * exports exactly the functions below. A module without imports can compute and nothing else; that
 * is the sandbox, for a stranger's kernel just as for ours.
 *
 * The module has one *exchange buffer* in its memory. The host writes the input there, and reads the
 * output and checkpoints from there.
 *
 *   reserve(length) → pointer   makes the buffer at least `length` bytes long; earlier pointers die;
 *                               0 when there is no room
 *   begin(length)   → code      takes the input of `length` bytes in the buffer: 0, or an error code
 *   step(budget)    → 1 | 0     does about `budget` small pieces of work: 1 more is left, 0 done
 *   progress()      → 0 … 1     share of the unit that is done
 *   finish()        → length    writes the output into the buffer
 *   save()          → length    writes a checkpoint into the buffer
 *   load(length)    → code      after `begin` of the same input: goes on from a checkpoint
 *   buffer()        → pointer   where the exchange buffer is now
 *
 * A piece of budget should take well under a millisecond, so that the host can find slices of
 * 10–50 ms by itself. A trap, or a code other than 0, ends the unit as an error and nothing else.
 *
 * A kernel whose input names blobs also exports
 *
 *   attach(index, length) → code   takes blob number `index` of the unit, in the order of the layout's blob fields,
 *                                  from the buffer; called for every blob before `begin`, which keeps them
 *
 * A kernel with a shader also exports four functions. The module decides everything; the host owns the device and
 * moves bytes. A slice is one dispatch; slices are folded in the order in which they were planned, and at most two
 * are planned and not folded. What is not folded is no progress: `save` does not know of it, and `step` goes on from
 * the last fold. So a unit may change between GPU and CPU after any fold, with the same output; the host calls `step`
 * and `finish` only while nothing is planned, or after `gpuDrop`, and `save` and `progress` at any time.
 *
 *   gpuPlan(budget)  → groups      plans the next slice, of about `budget` pieces (here a piece is what a GPU does in
 *                                  some microseconds), and answers with its workgroups, at most 65,535; 0 when nothing
 *                                  is left to plan: what remains, if anything, `step` does
 *   gpuFill(binding) → length      writes what the slice planned last wants in a binding into the buffer; of the result
 *                                  it writes nothing, and answers how many bytes the slice will leave there
 *   gpuFold(length)  → code        takes the result bytes of the oldest slice that is not folded, in the buffer
 *   gpuDrop()        → 0           forgets what was planned and not folded, as after the loss of a device
 *
 * The result is all zeros when a slice begins; what `scratch` holds then is not defined.
 *
 * The output depends on the input alone, not on slices, checkpoints or the units before: `begin` may
 * be called again at any time and forgets what was. `load` takes only what `save` left for the same
 * input, whole. `kernel.contract.ts` tests all of this on any kernel.
 */
import { z } from "zod";
import { layoutSchema, type Row } from "../protocol/layout/layout.ts";

/** The version of this contract; a manifest names the one it was written for. */
export const CONTRACT_VERSION = 1;

/** Pages of 64 KiB a module's memory may grow to: 256 MiB. */
export const MAX_MODULE_PAGES = 4_096;

/** Bytes of one buffer of a shader: what every WebGPU device lets a storage binding have. */
export const MAX_BINDING_BYTES = 134_217_728;

/** Workgroups of one dispatch: what every WebGPU device takes along x. */
export const MAX_WORKGROUPS = 65_535;

/** Bytes of one uniform binding: what every WebGPU device takes. */
export const MAX_UNIFORM_BYTES = 65_536;

/** Bytes of one checkpoint: it is stored every few seconds, so it should be far smaller. */
export const MAX_CHECKPOINT_BYTES = 4_194_304;

/**
 * Buffers of a shader, bound in group 0 under their position in the list. `result` is what the shader writes and the
 * module folds; `scratch` stays on the device. `unit` buffers are filled before the first slice of a unit, `slice` ones before each.
 */
const bindingSchema = z
  .strictObject({
    kind: z.enum(["uniform", "read", "scratch", "result"]),
    refill: z.enum(["unit", "slice"]),
    /** Largest size; a slice may fill less. Whole words, as WebGPU moves them. */
    maxBytes: z.number().int().positive().multipleOf(4).max(MAX_BINDING_BYTES),
  })
  .refine(({ kind, maxBytes }) => kind !== "uniform" || maxBytes <= MAX_UNIFORM_BYTES, {
    message: `a uniform has at most ${MAX_UNIFORM_BYTES} bytes`,
  });

const gpuSchema = z.strictObject({
  /** The shader's entry point. Its workgroups are counted along x. */
  entryPoint: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  bindings: z
    .array(bindingSchema)
    .min(1)
    .max(8)
    .refine((bindings) => bindings.filter(({ kind }) => kind === "result").length === 1, { message: "exactly one binding is the result" }),
});

/** How far numbers of an output field may be apart: |a − b| ≤ max(absolute, relative × max(|a|, |b|)). */
const toleranceSchema = z.strictObject({
  absolute: z.number().nonnegative().optional(),
  relative: z.number().nonnegative().max(1).optional(),
});

/** Exact: outputs are equivalent when their bytes are equal. Else the named fields may differ within a tolerance. */
const comparisonSchema = z.union([z.literal("exact"), z.strictObject({ fields: z.record(z.string(), toleranceSchema) })]);

export const manifestSchema = z.strictObject({
  contract: z.literal(CONTRACT_VERSION),
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "lower-case letters, digits and -, at most 40"),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "three numbers separated by dots"),
  title: z.string().min(1).max(80),
  /** One or two plain sentences for volunteers: what it is for and why it matters. */
  purpose: z.string().min(1).max(400),
  input: layoutSchema,
  output: layoutSchema,
  /**
   * Operations of one unit: `base` plus each named input field times its factor, where `a*b` names the product of two
   * fields. Sizes bundles and credit.
   */
  cost: z.strictObject({
    base: z.number().int().nonnegative(),
    perField: z.record(z.string(), z.number().nonnegative()),
  }),
  comparison: comparisonSchema,
  /** Ways in which results can be made sure; the first is what a batch gets when it names none. */
  assurance: z.array(z.enum(["quorum", "certificate", "adaptive"])).min(1),
  /**
   * What a certificate leaves open. `proved`, when absent: a claim that proves itself could not be had more cheaply.
   * `audited`: a poor claim is cheap, so some units are run again by other hosts, whose outputs have to be equivalent.
   */
  effort: z.enum(["proved", "audited"]).optional(),
  gpu: gpuSchema.optional(),
  /** The output field whose value shades the picture; of an array, its length. The caption names the value: "factors found". */
  picture: z.strictObject({ field: z.string(), caption: z.string().max(120) }),
});

export type GpuManifest = z.infer<typeof gpuSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** The functions a module exports, beside its `memory`. */
export interface ModuleExports {
  readonly memory: WebAssembly.Memory;
  reserve(length: number): number;
  buffer(): number;
  begin(length: number): number;
  step(budget: number): number;
  progress(): number;
  finish(): number;
  save(): number;
  load(length: number): number;
  attach?(index: number, length: number): number;
  gpuPlan?(budget: number): number;
  gpuFill?(binding: number): number;
  gpuFold?(length: number): number;
  gpuDrop?(): number;
}

/** Operations that a unit costs by its manifest. */
export function unitOperations(manifest: Manifest, input: Row): number {
  let operations = manifest.cost.base;
  for (const [name, factor] of Object.entries(manifest.cost.perField)) {
    operations += name.split("*").reduce((product, field) => product * Number(input[field]), factor);
  }
  return operations;
}

/** The number that shades the picture for one output: the named field, or the length of an array. */
export function pictureValue(manifest: Manifest, output: Row): number {
  const value = output[manifest.picture.field];
  return Array.isArray(value) ? value.length : Number(value);
}
