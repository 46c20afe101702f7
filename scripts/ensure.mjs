export async function ensure() {}
export async function runProgram(p, a) {
  const { spawnSync } = await import('node:child_process')
  process.exitCode = spawnSync(process.execPath, ['--import', 'tsx', p, ...a], { stdio: 'inherit' }).status ?? 1
}
