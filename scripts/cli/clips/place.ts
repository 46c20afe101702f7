// Which clip service a command speaks to, and as whom. A service's key is remembered at the first visit; another one
// later is told, not taken.

import { parseJson } from '#protocol/canonical.ts'
import { WellKnownSchema } from '#protocol/clip/answers.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import type { SealPair } from '#protocol/seal/seal.ts'
import type { Context } from '../context.ts'
import type { DoorRecord } from '../home/doors.ts'
import { fault, usage } from '../spoken.ts'
import { ask } from './http.ts'
import { openService, type Reader, type Service } from './service.ts'

/** The clips of one's own door. */
export interface DoorClips {
  readonly record: DoorRecord
  readonly doorKey: VerifyKey
  readonly ownerKey: VerifyKey
  readonly service: Service
  readonly pair: SealPair
}

/** @throws SpokenError `url_unreadable` */
export const readAddress = (address: string): string => {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw usage('url_unreadable', { url: address.slice(0, 100) })
  return url.origin
}

/** Asks for the service's key; the same as ever, or the first. @throws SpokenError `cloud_key_changed` */
export const keyOfService = async ({ home }: Pick<Context, 'home'>, url: string): Promise<VerifyKey> => {
  const told = await ask(new URL('/.well-known/hausrecht-cloud', url), { most: 16 * 1024 })
  const read = told.ok ? WellKnownSchema.safeParse(parseJson(new TextDecoder().decode(told.bytes))) : undefined
  if (!read?.success) throw fault('cloud_strange', { url, status: told.ok ? told.status : told.code })
  const key = await verifyKey(read.data.key)
  const known = await home.clouds.key(url)
  if (!known) await home.clouds.pin(url, key.jwk)
  else if ((await verifyKey(known)).thumbprint !== key.thumbprint) throw fault('cloud_key_changed', { url })
  return key
}

export const serviceAt = async (
  context: Pick<Context, 'home' | 'now'>,
  url: string,
  { door, reader }: { readonly door: DoorRecord['id']; readonly reader: Reader },
): Promise<Service> => openService({ url, key: await keyOfService(context, url), door, reader, now: context.now })

/** By `--cloud`, else where this door's clips were last time. @throws SpokenError `cloud_where` */
export const doorClips = async (
  context: Pick<Context, 'home' | 'now'>,
  { door, cloud }: { readonly door: string | undefined; readonly cloud: string | undefined },
): Promise<DoorClips> => {
  const { home } = context
  const record = await home.doors.find(door)
  const { key: owner } = await home.keys.read(record.owner)
  const url = cloud === undefined ? await home.clouds.of(record.id) : readAddress(cloud)
  if (url === undefined) throw usage('cloud_where')
  const service = await serviceAt(context, url, { door: record.id, reader: { owner } })
  if ((await home.clouds.of(record.id)) === undefined) await home.clouds.place(record.id, url)
  const [doorKey, ownerKey] = await Promise.all([verifyKey(record.key), verifyKey(owner.jwk)])
  return { record, doorKey, ownerKey, service, pair: await home.keys.sealPair(record.owner) }
}
