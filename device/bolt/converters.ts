// Serial ports that could be the rig, by what their USB converters call themselves. Opens none of them.

import { SerialPort } from 'serialport'

/** Vendor, and product where the vendor makes other things too: the same list as the packaged udev rules. */
const CONVERTERS: readonly RegExp[] = [
  /^(2341|2a03):/, // Arduino
  /^1a86:(7523|55d4)$/, // CH340, CH9102
  /^0403:6001$/, // FTDI FT232
  /^10c4:ea60$/, // CP2102
]

export const isConverter = (vendor: string | undefined, product: string | undefined): boolean => {
  const id = `${vendor ?? ''}:${product ?? ''}`.toLowerCase()
  return CONVERTERS.some((converter) => converter.test(id))
}

/** Paths, sorted; none where the machine cannot be asked. */
export const listConverters = async (): Promise<readonly string[]> => {
  const ports = await SerialPort.list().catch(() => [])
  return ports
    .filter(({ vendorId, productId }) => isConverter(vendorId, productId))
    .map(({ path }) => path)
    .sort()
}
