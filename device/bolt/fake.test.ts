import { fakeBench } from './bench.fixture.ts'
import { boltSuite } from './suite.fixture.ts'

const servo = boltSuite('a fake rig', () => fakeBench())
servo.run()
