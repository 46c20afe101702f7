// The benches' bad network, for tests.

export { GOOD_PATH, openPath, type PathRules, type Side, type UdpPath } from '#scripts/bench/parts/udp-path.ts'
