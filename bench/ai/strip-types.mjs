// Reads TypeScript, writes JavaScript; ends with 1 for text that is not TypeScript.
import { readFileSync } from 'node:fs'
import ts from '../../frontend/node_modules/typescript/lib/typescript.js'

const { outputText, diagnostics } = ts.transpileModule(readFileSync(0, 'utf8'), {
  reportDiagnostics: true,
  compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
})
if (diagnostics.length > 0) process.exit(1)
process.stdout.write(outputText)
