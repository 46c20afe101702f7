// The owner's token for a broker of the owner's that takes one door's state in, and that broker's settings for it.

import { freshGrantId } from '#protocol/ids.ts'
import { READER, READER_NAME, type ReaderClaims, readerClientId } from '#protocol/reader.ts'
import { signToken } from '#protocol/token.ts'
import { TOPICS, writeTopic } from '#protocol/topics.ts'
import { type EpochMs, fromSeconds, later, type Millis, toSeconds } from '#protocol/units.ts'
import type { Place } from '#scripts/cli/reach/place.ts'
import { portOf } from './address.ts'

export interface MadeReader {
  readonly claims: ReaderClaims
  readonly token: string
}

/** @param epoch of the newest revocation list known */
export const makeReader = async (place: Place, now: EpochMs, lasts: Millis, epoch: number): Promise<MadeReader> => {
  const claims: ReaderClaims = {
    v: 1,
    jti: freshGrantId(),
    iss: place.key.thumbprint,
    aud: place.bridgeKey.thumbprint,
    door: place.door,
    nbf: toSeconds(now),
    exp: toSeconds(later(now, lasts)),
    epoch,
  }
  return { claims, token: await signToken(READER, claims, place.key) }
}

/** Where mosquitto looks for the authorities it trusts, with TLS. */
const TRUST = ['bridge_capath /etc/ssl/certs', 'bridge_insecure false']

/**
 * The lines for mosquitto.conf. Inwards only, nothing kept, nothing announced: the bridge takes no will and no publish.
 * @param address where mosquitto reaches the bridge: mqtt: or mqtts:
 * @param ca PEM file of an authority, for a bridge with a certificate of its own making
 */
export const mosquittoSettings = ({ claims, token }: MadeReader, address: URL, ca: string | undefined): string => {
  const tls = address.protocol === 'mqtts:'
  const trust = ca === undefined ? TRUST : [`bridge_cafile ${ca}`, 'bridge_insecure false']
  return [
    `# Hausrecht: the state of one door, until ${new Date(fromSeconds(claims.exp)).toISOString()}. Id: ${claims.jti}`,
    `connection hausrecht-${claims.door.slice(0, 8)}`,
    `address ${address.hostname}:${portOf(address)}`,
    `topic ${writeTopic('state', { door: claims.door })} in ${TOPICS.state.qos}`,
    `remote_clientid ${readerClientId(claims.jti)}`,
    `remote_username ${READER_NAME}`,
    `remote_password ${token}`,
    'bridge_protocol_version mqttv311',
    'cleansession true',
    'notifications false',
    'try_private false',
    'keepalive_interval 60',
    ...(tls ? trust : []),
    '',
  ].join('\n')
}
