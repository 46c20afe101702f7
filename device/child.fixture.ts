// A child process for tests: says its id, echoes, and ends when it is asked to, unless it was told to be stubborn.

process.on('message', (message: string) => {
  if (message === 'bye') process.exit(0)
  if (message === 'die') process.exit(3)
  process.send?.(`${process.pid} ${message}`)
  if (message !== 'stubborn') return
  process.removeAllListeners('message')
  process.on('message', () => undefined)
})
process.on('disconnect', () => process.exit(1))
