/** `manyhands host …`: what the operator sees and says of hosts. */
import { Command } from "commander";
import type { HostFile } from "../../protocol/messages.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, withJson, withKey } from "../options.ts";
import { connect, type ServerClient } from "../server-client.ts";
import { describeHost } from "./describe-host.ts";

interface HostOptions extends KeyedOptions {
  readonly json?: boolean;
}

export function hostCommand(): Command {
  return new Command("host")
    .description("look at a host, and answer for machines of your own")
    .addCommand(about("show", "what is on record of a host", (server, host) => server.hostFile(host)))
    .addCommand(about("vouch", "answer for a host: it is trusted from the start", (server, host) => server.vouch(host, true)))
    .addCommand(about("unvouch", "answer for a host no more", (server, host) => server.vouch(host, false)));
}

/** A command on one host, which ends with what is on record of it then. */
function about(name: string, description: string, act: (server: ServerClient, host: string) => Promise<HostFile>): Command {
  const command = new Command(name).description(description).argument("<host>", "its id: h and 16 letters");
  return withJson(withKey(command)).action(async (host: string, options: HostOptions) => {
    const file = await act(connect(options.server, findKey(options)), host);
    console.log(options.json === true ? JSON.stringify(file) : describeHost(file));
  });
}
