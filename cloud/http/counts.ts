// A few numbers in the format that Prometheus reads. No label is anything a client made up.

export class Counts {
  readonly #answers = new Map<string, number>()
  readonly #bytes = { in: 0, out: 0 }

  answered(method: string, status: number, bytesIn: number, bytesOut: number): void {
    const kind = `${['GET', 'PUT', 'DELETE'].includes(method) ? method : 'other'} ${Math.floor(status / 100)}xx`
    this.#answers.set(kind, (this.#answers.get(kind) ?? 0) + 1)
    this.#bytes.in += bytesIn
    this.#bytes.out += bytesOut
  }

  text(): string {
    const answers = [...this.#answers].map(([kind, count]) => {
      const [method = '', status = ''] = kind.split(' ')
      return `hausrecht_clips_answers_total{method="${method}",status="${status}"} ${count}`
    })
    return [
      '# TYPE hausrecht_clips_answers_total counter',
      ...answers,
      '# TYPE hausrecht_clips_bytes_total counter',
      `hausrecht_clips_bytes_total{way="in"} ${this.#bytes.in}`,
      `hausrecht_clips_bytes_total{way="out"} ${this.#bytes.out}`,
      '# TYPE hausrecht_clips_memory_bytes gauge',
      `hausrecht_clips_memory_bytes ${process.memoryUsage.rss()}`,
      '# TYPE hausrecht_clips_uptime_seconds gauge',
      `hausrecht_clips_uptime_seconds ${Math.round(process.uptime())}`,
      '',
    ].join('\n')
  }
}
