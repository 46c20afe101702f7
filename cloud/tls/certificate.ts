// The certificate the service shows: read once at start and checked before anything listens with it.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { HausrechtError } from '#protocol/fault.ts'
import type { EpochMs } from '#protocol/units.ts'

/** PEM texts, and until when the certificate is good. */
export interface CheckedCertificate {
  readonly cert: string
  readonly key: string
  readonly until: EpochMs
}

/**
 * @param files paths of two PEM files
 * @throws HausrechtError `tls_unreadable`, `tls_exposed`, `tls_mismatch`, `tls_expired`
 */
export const readCertificate = (
  files: { readonly cert: string; readonly key: string },
  now: EpochMs,
): CheckedCertificate => {
  const cert = readPem('tls.cert', files.cert)
  const key = readPem('tls.key', files.key)
  // A group of its own for such keys is usual.
  if ((statSync(files.key).mode & 0o007) !== 0) {
    throw new HausrechtError('tls_exposed', `Others may read ${files.key} (tls.key): make it private (chmod 640)`)
  }
  const certificate = parsing('tls.cert', files.cert, () => new X509Certificate(cert))
  const privateKey = parsing('tls.key', files.key, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new HausrechtError('tls_mismatch', `${files.key} (tls.key) is not the key of ${files.cert} (tls.cert)`)
  }
  const until = Date.parse(certificate.validTo) as EpochMs
  if (now >= until) {
    throw new HausrechtError('tls_expired', `${files.cert} (tls.cert) ended on ${certificate.validTo}: renew it`)
  }
  return { cert, key, until }
}

const readPem = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new HausrechtError('tls_unreadable', `${file} (${name}) cannot be read`, { cause })
  }
}

const parsing = <Result>(name: string, file: string, parse: () => Result): Result => {
  try {
    return parse()
  } catch (cause) {
    throw new HausrechtError('tls_unreadable', `${file} (${name}) is not PEM as expected`, { cause })
  }
}
