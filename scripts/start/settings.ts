// The settings files of bridge, clip service and agent for a start on one machine.

import type { Layout } from './layout.ts'
import type { Ports } from './ports.ts'

const text = (value: string): string => JSON.stringify(value)

export const bridgeSettings = (
  { bridge }: Layout,
  { mqtt, ws, http, cloud: cloudPort }: Ports,
  level: string,
): string =>
  [
    '# Written by npm start at each start.',
    `data = ${text(bridge.data)}`,
    '[listen]',
    `mqtt = "127.0.0.1:${mqtt}"`,
    `ws = "127.0.0.1:${ws}"`,
    `http = "127.0.0.1:${http}"`,
    '[cloud]',
    `url = "http://127.0.0.1:${cloudPort}"`,
    '[log]',
    `level = ${text(level)}`,
    '',
  ].join('\n')

/** @param owner thumbprint of the key whose doors may bring clips */
export const cloudSettings = ({ cloud }: Layout, ports: Ports, owner: string, level: string): string =>
  [
    '# Written by npm start at each start.',
    `key = ${text(cloud.key)}`,
    `listen = "127.0.0.1:${ports.cloud}"`,
    `owners = [${text(owner)}]`,
    '[store]',
    `folder = ${text(cloud.store)}`,
    '[log]',
    `level = ${text(level)}`,
    '',
  ].join('\n')

export const deviceSettings = ({ device }: Layout, ports: Ports, hold: number, level: string): string =>
  [
    '# Written by npm start at each start.',
    `data = ${text(device.data)}`,
    `rig = "tcp://127.0.0.1:${ports.serial}"`,
    '[bridge]',
    `url = "mqtt://127.0.0.1:${ports.mqtt}"`,
    '[local]',
    `socket = ${text(device.socket)}`,
    `listen = "127.0.0.1:${ports.local}"`,
    '[unlock]',
    `hold = ${hold}`,
    '[camera]',
    '# A door for real takes the camera that is plugged in.',
    'source = "scene"',
    `control = ${text(device.camera)}`,
    '[clips]',
    `cloud = "http://127.0.0.1:${ports.cloud}"`,
    'postroll = 1',
    '[clock]',
    '# A door for real asks whether the system got its time from the network.',
    'trust = "system"',
    '[log]',
    `level = ${text(level)}`,
    '',
  ].join('\n')
