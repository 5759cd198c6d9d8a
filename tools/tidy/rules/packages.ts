/** The same packages on every machine: exact versions, one runtime, no trace of the registry of one machine. */
import { z } from "zod";
import { type Finding, lineAt, type Project, type Rule, type SourceFile } from "../project.ts";

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), optionalDependencies: z.record(z.string(), z.string()).default({}) }),
  ),
});

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

export const exactVersions: Rule = {
  name: "exact-versions",
  check: (project) =>
    withFile(project, "package.json", (file) => {
      const { dependencies, devDependencies } = manifestSchema.parse(JSON.parse(file.text));
      return Object.entries({ ...dependencies, ...devDependencies })
        .filter(([, version]) => !EXACT.test(version))
        .map(([name, version]) => at(file, `"${name}"`, `${name} is wanted as ${version}: name one exact version`));
    }),
};

export const oneWorkerd: Rule = {
  name: "one-workerd",
  check: (project) =>
    withFile(project, "package-lock.json", (file) => {
      const copies = Object.keys(lockSchema.parse(JSON.parse(file.text)).packages).filter((path) =>
        /(^|\/)node_modules\/workerd$/.test(path),
      );
      return copies
        .slice(1)
        .map((path) => at(file, `"${path}"`, "a second workerd: choose versions of wrangler and its friends that share one"));
    }),
};

/** npm drops optional packages that the registry at hand lacks, or writes them without a version; `npm ci` then refuses. */
export const wholeLockFile: Rule = {
  name: "whole-lock-file",
  check: (project) =>
    withFile(project, "package-lock.json", (file) => {
      const { packages } = lockSchema.parse(JSON.parse(file.text));
      return Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
        Object.keys(optionalDependencies)
          .filter((name) => !packages[`node_modules/${name}`]?.version && !packages[`${path}/node_modules/${name}`]?.version)
          .map((name) => at(file, `"${path}"`, `${name} has no version, so that npm ci refuses: run node tools/complete-lock.ts`)),
      );
    }),
};

const REGISTRY_HOST = /registry\.(npmjs|yarnpkg|npmmirror)\.|"resolved": "http|^registry *=/gm;

export const noRegistryHosts: Rule = {
  name: "no-registry-hosts",
  check: ({ files }) =>
    // The rules themselves have to name what they forbid.
    files
      .filter(({ path }) => !path.startsWith("tools/tidy/"))
      .flatMap((file) =>
        [...file.text.matchAll(REGISTRY_HOST)].map(({ index }) => ({
          file: file.path,
          line: lineAt(file.text, index),
          message: "names a package registry: every machine has its own; omit-lockfile-registry-resolved in .npmrc leaves it out",
        })),
      ),
};

function withFile(project: Project, path: string, check: (file: SourceFile) => Finding[]): Finding[] {
  const file = project.files.find((one) => one.path === path);
  return file === undefined ? [] : check(file);
}

const at = (file: SourceFile, near: string, message: string): Finding => ({
  file: file.path,
  line: lineAt(file.text, Math.max(0, file.text.indexOf(near))),
  message,
});
