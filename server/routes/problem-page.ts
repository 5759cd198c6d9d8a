/** The page that a problem's `type` points at: every reason for which this API refuses a request. */
import { html } from "hono/html";
import { PROBLEMS } from "../../protocol/problem.ts";

export const problemPage = () =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/favicon.svg" />
        <title>Problems · Manyhands API</title>
      </head>
      <body>
        <h1>Why a request is refused</h1>
        <p>
          Every refusal is a problem-details document (RFC 9457) whose <code>type</code> names one of these. Where single fields, lines or
          rows are off, <code>errors</code> lists them with what was expected.
        </p>
        <dl>
          ${Object.entries(PROBLEMS).map(
            ([kind, [status, title]]) =>
              html`<dt id="${kind}"><code>${kind}</code> · ${status}</dt>
                <dd>${title}.</dd>`,
          )}
        </dl>
        <p><a href="/api/docs">The API</a></p>
      </body>
    </html>`;
