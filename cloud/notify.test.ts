import { tellingSystemd } from '#test/support/telling-systemd.ts'
import { openNotifier } from './notify.ts'

tellingSystemd(openNotifier).run()
