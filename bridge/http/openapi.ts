// The head of the OpenAPI document; the rest is made from the routes.

export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Hausrecht: the bridge',
    version: '1',
    description:
      "What an owner's browser asks of the bridge. Opening a door is not among it: that goes over MQTT, signed.",
  },
  components: {
    securitySchemes: {
      session: {
        type: 'apiKey' as const,
        in: 'cookie' as const,
        name: '__Host-hausrecht',
        description: 'From POST /api/session; without TLS its name is hausrecht.',
      },
      token: {
        type: 'http' as const,
        scheme: 'bearer',
        description: 'connect+jwt of the owner, good once; for journals and findings.',
      },
    },
  },
}
