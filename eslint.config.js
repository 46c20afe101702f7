// Typed rules that Biome cannot check. A dropped promise here is a door that never re-locks.
import { builtinModules } from 'node:module'
import tseslint from 'typescript-eslint'

const noBareError = {
  selector: 'ThrowStatement > NewExpression[callee.name="Error"]',
  message: "Throw new HausrechtError('code', 'what to do next') from protocol/fault.ts.",
}

const readsTheClock = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Take `now` as a parameter.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Take `now` as a parameter.' },
]

const impureGlobals = [
  'process',
  'Buffer',
  'global',
  'require',
  'console',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'WebSocket',
]

export default tseslint.config(
  { ignores: ['node_modules/', '.hausrecht/', '**/dist/', 'coverage/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true, ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
      '@typescript-eslint/unbound-method': 'error',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', noBareError],
    },
  },
  {
    // Logging is passed in: only programs a person runs may print.
    files: ['device/**/*.ts', 'bridge/**/*.ts', 'cloud/**/*.ts', 'hardware/**/*.ts'],
    ignores: ['**/*.test.ts', '**/main.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    // The contract runs unchanged in Node and in browsers: no clock, no input, no output.
    files: ['protocol/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.fixture.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take `now` as a parameter.' },
        { object: 'Math', property: 'random', message: 'Use crypto.getRandomValues.' },
        ...impureGlobals.map((property) => ({ object: 'globalThis', property })),
      ],
      'no-restricted-syntax': ['error', noBareError, ...readsTheClock],
      'no-restricted-imports': [
        'error',
        {
          paths: builtinModules,
          patterns: [
            { group: ['node:*'], message: 'protocol/ runs in browsers.' },
            { regex: '^(#(?!protocol/)|\\.\\./\\.\\.)', message: 'protocol/ imports nobody.' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.fixture.ts', 'test/**/*.ts'],
    rules: {
      // A test may ask for what the types rule out: that is what foreign bytes do.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': 'off',
      // uvu's `test.skip` is a plain function that its types call a method.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
)
