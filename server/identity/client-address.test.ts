import { expect, test } from "vitest";
import { clientAddress, networkOf } from "./client-address.ts";

const BITS = { ipv4: 24, ipv6: 48 };

test.each([
  ["203.0.113.77", "203.0.113.0/24"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
  ["::ffff:203.0.113.77", "203.0.113.0/24"],
])("I6 %s is of the network %s", (address, network) => {
  expect(networkOf(address, BITS)).toBe(network);
});

test("I6 how much of an address counts is told in bits", () => {
  expect(networkOf("203.0.113.77", { ipv4: 32, ipv6: 64 })).toBe("203.0.113.77/32");
  expect(networkOf("203.0.113.77", { ipv4: 20, ipv6: 64 })).toBe("203.0.112.0/20");
  expect(networkOf("2001:db8:1:2:3::", { ipv4: 32, ipv6: 64 })).toBe("2001:db8:1:2::/64");
});

test.each([
  "127.0.0.1",
  "::1",
  "::ffff:127.0.0.1",
  "10.1.2.3",
  "172.16.0.1",
  "192.168.1.1",
  "169.254.1.1",
  "100.64.0.1",
  "0.0.0.0",
  "fe80::1",
  "fd00::1",
  "fec0::1",
  "unknown",
  "",
  "203.0.113.77:80",
])("I6 %s is nobody's in particular", (address) => {
  expect(networkOf(address, BITS)).toBeUndefined();
});

function asked(headers: Record<string, string>, clientIp?: string): Request {
  const request = new Request("http://many.example/", { headers });
  return Object.defineProperty(request, "cf", { value: clientIp === undefined ? undefined : { clientIp } });
}

test("I6 the client is the other end of the connection, whatever the request says of itself", () => {
  const claims = { "x-forwarded-for": "198.51.100.1", "cf-connecting-ip": "198.51.100.1" };
  expect(clientAddress({}, asked(claims, "203.0.113.77:4567"))).toBe("203.0.113.77");
  expect(clientAddress({ TRUSTED_PROXY_HEADER: "" }, asked(claims, "[2001:db8::1]:4567"))).toBe("2001:db8::1");
  expect(clientAddress({}, asked(claims))).toBeUndefined();
});

test("I6 behind a proxy that is trusted it is the address that the proxy has seen", () => {
  const env = { TRUSTED_PROXY_HEADER: "x-forwarded-for" };
  expect(clientAddress(env, asked({ "x-forwarded-for": "198.51.100.1, 203.0.113.77" }, "127.0.0.1:1"))).toBe("203.0.113.77");
  expect(clientAddress(env, asked({}, "127.0.0.1:1"))).toBeUndefined();
});
