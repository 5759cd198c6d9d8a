/** Serves the built donate page to a Playwright page with the replies and the engine of one {@link Screen}. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page, Route } from "@playwright/test";
import type { Device } from "../../web/engine/device/device-api.ts";
import type { Engine, EngineSnapshot, Phase } from "../../web/engine/engine-api.ts";
import { type DeviceScreen, NEW_DEVICE } from "./device-screens.ts";
import { kernelReply, type Screen } from "./screens.ts";

/** Nothing listens here: every request is answered by a route. */
export const ORIGIN = "http://localhost:4999";

const WEB = join(import.meta.dirname, "../../dist/web");

/** No laxer than the one the server sends with its pages. */
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json",
};

/** What a test may change while the page is open, and what it may look at afterwards. */
export interface Stage {
  screen: Screen;
  apiReachable: boolean;
  engineReachable: boolean;
  /** What the engine says of this device. */
  device: DeviceScreen;
  readonly requests: string[];
  /** Console errors, among them every breach of the content security policy. */
  readonly errors: string[];
}

export async function mockPage(page: Page, screen: Screen): Promise<Stage> {
  const stage: Stage = { screen, apiReachable: true, engineReachable: true, device: NEW_DEVICE, requests: [], errors: [] };
  page.on("console", (message) => void (message.type() === "error" && stage.errors.push(message.text())));
  page.on("pageerror", (error) => void stage.errors.push(String(error)));
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    stage.requests.push(url.href);
    if (url.origin !== ORIGIN) return route.abort();
    if (url.pathname.startsWith("/api/")) return answer(route, url.pathname, stage);
    if (/^\/assets\/browser-engine-[^/]+\.js$/.test(url.pathname)) return answerEngine(route, stage);
    return answerFile(route, url.pathname);
  });
  return stage;
}

async function answerFile(route: Route, path: string): Promise<void> {
  const file = path === "/" ? "/index.html" : path;
  const contentType = TYPES[file.split(".").at(-1) ?? ""] ?? "application/octet-stream";
  const headers = { "content-type": contentType, "content-security-policy": POLICY };
  await route.fulfill({ headers, body: await readFile(join(WEB, file)) });
}

async function answer(route: Route, path: string, { screen, apiReachable }: Stage): Promise<void> {
  if (!apiReachable) return route.abort("connectionrefused");
  const batch = screen.batches.find(({ batchId }) => path.includes(batchId));
  if (path === "/api/v1/batches") return route.fulfill({ json: { batches: screen.batches } });
  if (path.endsWith("/picture") && screen.picture) return route.fulfill({ json: screen.picture });
  if (path.startsWith("/api/v1/kernels/")) return route.fulfill({ json: kernelReply });
  return batch ? route.fulfill({ json: batch }) : route.fulfill({ status: 404, json: {} });
}

async function answerEngine(route: Route, { screen, engineReachable, device }: Stage): Promise<void> {
  if (!engineReachable || !screen.snapshot) return route.abort("connectionrefused");
  const shown = JSON.stringify({ ...screen.snapshot, ownUnits: [...screen.snapshot.ownUnits] });
  const body = `const shown = ${shown};
    const device = (${fakeDevice.toString()})(${JSON.stringify(device)});
    export const createBrowserEngine = () => (${fakeEngine.toString()})({ ...shown, ownUnits: new Map(shown.ownUnits) }, device);`;
  await route.fulfill({ contentType: "text/javascript", body });
}

/** An engine that computes nothing: Start shows the wanted snapshot, the other calls change its phase. Runs in the page. */
function fakeEngine(wanted: EngineSnapshot, device: Device): Engine {
  const listeners = new Set<(snapshot: EngineSnapshot) => void>();
  let current: EngineSnapshot = { ...wanted, phase: { kind: "idle" } };
  const show = (next: EngineSnapshot): void => {
    current = next;
    for (const listener of listeners) listener(current);
  };
  const enter = (phase: Phase): void => show({ ...current, phase });
  return {
    device,
    snapshot: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => enter(wanted.phase.kind === "starting" ? { kind: "starting", since: Date.now() } : wanted.phase),
    stop: () => enter({ kind: "idle" }),
    stopAfterUnits: () => enter({ kind: "finishing" }),
    keepGoing: () => enter({ kind: "running" }),
    setCores: (cores) => show({ ...current, cores }),
    setGpu: (on) => show({ ...current, gpu: on ? "on" : "off" }),
    moveHere: () => enter({ kind: "running" }),
  };
}

/** A device that answers as it is told to, at once. Runs in the page. */
function fakeDevice({ identity, person, joined }: DeviceScreen): Device {
  const [own] = person.kind === "reply" ? person.value.hosts : [];
  return {
    look: async () => identity,
    person: async () => person,
    rename: async (name) => (own === undefined ? { kind: "no-answer" } : { kind: "reply", value: { ...own, name } }),
    showCode: async () => ({ kind: "reply", value: { code: "ggm3-t4vu-qn7c-zs2o", expiresAt: Date.now() + 600_000 } }),
    enterCode: async () => joined,
    makeRecoveryFile: async () => ({ kind: "reply", value: "{}" }),
    useRecoveryFile: async () => ({ kind: "unusable", message: "this is no recovery file: it is not JSON, or was cut short" }),
    erase: async () => ({ kind: "reply", value: null }),
  };
}
