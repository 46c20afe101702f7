// Which machine and port an address of a broker or bridge means. Pure: asks no name server.

const PORTS: Readonly<Record<string, string>> = { 'mqtt:': '1883', 'mqtts:': '8883', 'ws:': '80', 'wss:': '443' }

export const portOf = ({ protocol, port }: URL): string => (port === '' ? (PORTS[protocol] ?? '') : port)

/** This machine itself. */
export const isLoopback = ({ hostname }: URL): boolean => /^(127\.\d+\.\d+\.\d+|localhost\.?|\[::1\])$/i.test(hostname)

/** A WebSocket, which no bridge connection of mosquitto's speaks. */
export const isWebSocket = ({ protocol }: URL): boolean => protocol === 'ws:' || protocol === 'wss:'

/** Do both lead to the same listener? Names of one machine that differ are not seen through. */
export const isSameListener = (one: URL, other: URL): boolean =>
  portOf(one) === portOf(other) &&
  (one.hostname.toLowerCase() === other.hostname.toLowerCase() || (isLoopback(one) && isLoopback(other)))
