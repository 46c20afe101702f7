// door …: the doors one owns, as this machine knows them.

import { command } from '../command.ts'
import type { DoorRecord } from '../home/doors.ts'
import { done } from '../outcome.ts'
import { showTime } from '../times/show.ts'

const shown = ({ name, id, bridge, owner, paired }: DoorRecord) => ({
  name,
  id,
  owner,
  paired,
  bridge: { http: bridge.http, mqtt: bridge.mqtt },
})

export const DOOR_COMMANDS = [
  command({
    words: 'door list',
    about: { en: 'list the doors you own', de: 'die eigenen Türen auflisten' },
    options: {},
    examples: ['door list'],
    run: async ({ home, say }) => {
      const doors = await home.doors.list()
      const lines = doors.map(({ name, id, bridge }) => `${name.padEnd(16)} ${id}  ${bridge.http ?? bridge.mqtt}`)
      return done({ doors: doors.map(shown) }, doors.length > 0 ? lines : [say('door_none')])
    },
  }),
  command({
    words: 'door show',
    about: { en: 'show what is known of a door', de: 'zeigen, was von einer Tür bekannt ist' },
    operands: [
      {
        name: 'NAME',
        about: { en: 'the door’s name; not needed with one door', de: 'der Name der Tür; bei nur einer nicht nötig' },
      },
    ],
    options: {},
    examples: ['door show front'],
    run: async ({ home, say, language, zone }, { operands }) => {
      const door = await home.doors.find(operands[0])
      return done({ door: { ...shown(door), key: door.key, bridgeKey: door.bridge.key } }, [
        say('door_show_name', { name: door.name }),
        say('door_show_id', { id: door.id }),
        say('door_show_owner', { owner: door.owner }),
        say('door_show_bridge', { url: door.bridge.http ?? door.bridge.mqtt }),
        say('door_show_paired', { at: showTime(door.paired, language, zone) }),
      ])
    },
  }),
]
