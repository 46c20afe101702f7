// Which camera: from what is configured, and from what is plugged in. Decides; looking is somebody else's.

import type { Config } from '../../config/config.ts'
import { camera, film, scene } from './arguments.ts'
import type { Find } from './program.ts'

/** Where udev keeps the stable names. */
export const STABLE_IDS = '/dev/v4l/by-id'
/** A USB camera has several nodes; pictures come from the first. */
const PICTURES = /-video-index0$/
const SIMULATED = /^tcp:\/\/127\.0\.0\.1:/

export type SourceConfig = Pick<Config['camera'], 'source' | 'format' | 'width' | 'height' | 'fps' | 'control'>

export interface Look {
  /** Names in a folder; none when it is not there. */
  names(folder: string): Promise<readonly string[]>
  exists(path: string): Promise<boolean>
  /** ffmpeg's name for how the film is coded; undefined when it is no film. */
  codec(path: string): Promise<string | undefined>
}

const theOnly = (config: SourceConfig, simulated: boolean, look: Look): Find => {
  // Once chosen it stays: a camera that is unplugged is lost, not absent, and another in its place is not it.
  let chosen: string | undefined
  return async () => {
    if (!chosen) {
      const cameras = (await look.names(STABLE_IDS)).filter((name) => PICTURES.test(name))
      if (cameras.length > 1) return 'several'
      if (cameras[0] === undefined) return simulated ? scene(config, config.control) : 'absent'
      chosen = `${STABLE_IDS}/${cameras[0]}`
    }
    return (await look.exists(chosen)) ? camera(chosen, config) : 'unplugged'
  }
}

/** @param rig the address of the microcontroller: a simulated one has a drawn door to go with it */
export const findCamera = (config: SourceConfig, rig: string, look: Look): Find => {
  const { source } = config
  if (source === 'none') return async () => 'absent'
  if (source === 'scene') return async () => scene(config, config.control)
  if (source === 'auto') return theOnly(config, SIMULATED.test(rig), look)
  if (!source.startsWith('file:'))
    return async () => ((await look.exists(source)) ? camera(source, config) : 'unplugged')
  const path = source.slice('file:'.length)
  return async () => {
    const codec = await look.codec(path)
    return codec === undefined ? 'unreadable' : film(path, codec, config)
  }
}
