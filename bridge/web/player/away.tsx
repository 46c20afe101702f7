// What stands where films would, while the clip service cannot be asked.

import type { Service } from './use-clips.ts'
import { say, sayFault } from './words.ts'

export const Away = ({ service }: { readonly service: Extract<Service, { readonly is: 'away' }> }) => (
  <div class="card warn" role="status">
    <p>{say('away', { why: sayFault(service.code) })}</p>
    <div class="row">
      <button type="button" class="button" onClick={service.again}>
        {say('again')}
      </button>
      {service.code === 'cloud_key_changed' && (
        <button type="button" class="button danger" onClick={service.trust}>
          {say('trust')}
        </button>
      )}
    </div>
  </div>
)
