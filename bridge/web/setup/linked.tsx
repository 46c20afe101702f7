// A key that came by a link and owns no door here: asked about before a door is paired with it.

import { Title } from './welcome.tsx'
import { say } from './words.ts'

export const Linked = ({ on, away }: { readonly on: () => void; readonly away: () => void }) => (
  <div class="card bad stack" role="alert">
    <Title text={say('linked_title')} />
    <p>{say('linked_text')}</p>
    <div class="row">
      <button type="button" class="button main" onClick={away}>
        {say('linked_away')}
      </button>
      <button type="button" class="button danger" onClick={on}>
        {say('linked_on')}
      </button>
    </div>
  </div>
)
