// The bundlers, each as its users run it by default: bundler(entry, folder) leaves its output in the folder.
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build as esbuildBuild } from 'esbuild'
import { rollup as rollupBuild } from 'rollup'
import { build as viteBuild } from 'vite'
import webpackBuild from 'webpack'
import { consumer, installed } from './run.mjs'

/** What every use of Vite here has in common. */
export const viteSettings = { configFile: false, root: consumer('page'), logLevel: 'error' }

export const vite = (input, outDir) =>
  viteBuild({ ...viteSettings, build: { outDir, emptyOutDir: true, rolldownOptions: { input } } })

export const viteServer = (ssr, outDir) =>
  viteBuild({
    ...viteSettings,
    build: { outDir, emptyOutDir: true, ssr, rolldownOptions: { output: { entryFileNames: '[name].mjs' } } },
    ssr: { noExternal: true },
  })

export const webpack = (target) => async (entry, path) => {
  const settings = { mode: 'production', target, entry, output: { path }, performance: { hints: false } }
  const result = await promisify(webpackBuild)(settings)
  if (result.hasErrors() || result.hasWarnings()) throw new Error(result.toString())
}

/** Rollup finds no package by itself: this is what its plugin for that would answer here. */
const packages = {
  name: 'packages',
  resolveId: (name) => (name === 'pocket-kms' ? installed('dist/index.js') : null),
}

export async function rollup(input, dir) {
  const bundle = await rollupBuild({ input, plugins: [packages], treeshake: { moduleSideEffects: false } })
  await bundle.write({ dir, format: 'es' })
  await bundle.close()
}

export const esbuild = (format, platform, minify = false) => (entry, folder) => {
  const outfile = join(folder, { cjs: 'main.cjs', esm: 'main.mjs', iife: 'main.js' }[format])
  return esbuildBuild({ entryPoints: [entry], outfile, bundle: true, minify, format, platform, logLevel: 'error' })
}
