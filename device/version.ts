// The version that journals and states name.

export const VERSION = '0.1.0'
