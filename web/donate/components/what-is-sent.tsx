import { Card } from "../../ui/card.tsx";

/** What leaves this computer and what stays on it: changes whenever the exchange of the protocol does. */
export function WhatIsSent() {
  return (
    <Card id="what-is-sent" heading="What is sent">
      <p>
        The results, how long each one took, how fast this computer works in operations per second, how many pieces it wants next (at least
        one for each core you lend), and a random key that stands for this browser. Like any website, the server sees your internet address.
      </p>
      <p>
        Kept on this computer: the pieces in hand, results not sent yet, and the key. Clearing this site's data in the browser erases them.
        No account, no cookies, no advertising, nothing from anyone else's site.
      </p>
    </Card>
  );
}
