import { fakeBench } from './bench.fixture.ts'
import { boltSuite } from './suite.fixture.ts'

const servo = boltSuite('a fake servo rig', () => fakeBench())
const relay = boltSuite('a fake strike', () => fakeBench({ variant: 'relay' }), true)

servo.run()
relay.run()
