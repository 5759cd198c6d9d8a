/** The process in which a Chromium of ours drives the GPU, and its sudden end. Linux only, as everything under /proc is. */
import { readdirSync, readFileSync } from "node:fs";

/** Ends the GPU process of a browser, as a driver that crashes would. Throws when there is none. */
export function killGpuProcess(browserPid: number): void {
  const pid = gpuProcessOf(browserPid);
  if (pid === undefined) throw new Error("the browser has no GPU process");
  process.kill(pid, "SIGKILL");
}

export function gpuProcessOf(browserPid: number): number | undefined {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => commandOf(pid).includes("--type=gpu-process") && isChildOf(pid, browserPid));
}

function isChildOf(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1; at = parentOf(at)) if (at === ancestor) return true;
  return false;
}

/** Empty for a process that ended in between. */
const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
};

const commandOf = (pid: number): string => read(pid, "cmdline");

const parentOf = (pid: number): number => Number(/^PPid:\s*(\d+)$/m.exec(read(pid, "status"))?.[1] ?? 0);
