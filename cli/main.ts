#!/usr/bin/env node
import { keepCode } from '../bundle/load.ts'
import { runCommand } from './program.ts'

process.exitCode = await runCommand(process.argv.slice(2), { afterStart: keepCode })
