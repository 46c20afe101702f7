import { simBench } from './sim-bench.fixture.ts'
import { boltSuite } from './suite.fixture.ts'

const servo = boltSuite('a simulated servo rig', () => simBench('servo'))
servo.run()
