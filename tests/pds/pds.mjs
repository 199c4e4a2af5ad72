// A one-process AT Protocol network for the tests: an in-memory PLC directory and a real PDS, both on 127.0.0.1 only.
//
// It is driven by lines of JSON on stdin and answers each with one line of JSON on stdout:
//   {"do": "start", "backfillLimitMs": 86400000}   start the PDS (again): same port, same directory, same keys
//   {"do": "stop"}                                 stop the PDS; the PLC directory goes on
// When stdin closes, everything ends: it cannot outlive the test run.
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Secp256k1Keypair } from '@atproto/crypto'
import { PDS, envToCfg, envToSecrets } from '@atproto/pds'
import plc from '@did-plc/server'

const HOST = '127.0.0.1'
const dataDirectory = process.argv[2]

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, HOST, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

// Both servers call app.listen(port) and would listen on every interface.
const loopbackOnly = (app) => {
  const listen = app.listen.bind(app)
  app.listen = (port, ...rest) => listen(port, HOST, ...rest)
}

const [plcPort, pdsPort] = [await freePort(), await freePort()]
const plcUrl = `http://localhost:${plcPort}`
const pdsUrl = `http://localhost:${pdsPort}`

const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort })
loopbackOnly(directory.app)
await directory.start()

const blobs = { blobstoreDiskLocation: path.join(dataDirectory, 'blobs'), blobstoreDiskTmpLocation: path.join(dataDirectory, 'blobs-tmp') }
for (const folder of Object.values(blobs)) mkdirSync(folder, { recursive: true })
const rotationKey = await Secp256k1Keypair.create({ exportable: true })
const environment = {
  devMode: true,
  port: pdsPort,
  hostname: 'localhost',
  dataDirectory,
  ...blobs,
  recoveryDidKey: (await Secp256k1Keypair.create()).did(),
  plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotationKey.export()).toString('hex'),
  adminPassword: 'admin-for-tests',
  jwtSecret: 'secret-for-tests',
  didPlcUrl: plcUrl,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  disableSsrfProtection: true,
  rateLimitsEnabled: false,
  crawlers: [],
  bskyAppViewUrl: 'https://appview.invalid',
  bskyAppViewDid: 'did:example:invalid',
  modServiceUrl: 'https://moderator.invalid',
  modServiceDid: 'did:example:invalid',
}

// Handles under .test have no DNS: ask this very PDS.
const resolveHandle = async (handle) => {
  const answer = await fetch(`${pdsUrl}/xrpc/com.atproto.identity.resolveHandle?handle=${encodeURIComponent(handle)}`)
  return answer.ok ? (await answer.json()).did : undefined
}

let pds = null
const commands = {
  async start({ backfillLimitMs = 24 * 60 * 60 * 1000 }) {
    const env = { ...environment, repoBackfillLimitMs: backfillLimitMs }
    pds = await PDS.create(envToCfg(env), envToSecrets(env))
    pds.ctx.idResolver.handle.resolve = resolveHandle
    loopbackOnly(pds.app)
    await pds.start()
    return { pds: pdsUrl, plc: plcUrl }
  },
  async stop() {
    await pds?.destroy()
    pds = null
    return {}
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  const answer = await commands[command.do](command)
  process.stdout.write(JSON.stringify({ done: command.do, ...answer }) + '\n')
}
await commands.stop()
await directory.destroy()
process.exit(0)
