// A Bluesky network in one process: directory (PLC), the brand's and the customers' server (PDS), and AppView.
// Started by bluesky.sh. Prints one line of JSON with the addresses once all is up, and stays until it is told to stop.
// POST /settle at `control` answers when the AppView has seen all that was written: it lags behind by itself.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { Server } from 'node:net'
import { pathToFileURL } from 'node:url'

// The servers would listen on every address of the machine; here they listen on loopback alone.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...more) {
  return Number.isInteger(port) && typeof more[0] !== 'string'
    ? listen.call(this, { port, host: '127.0.0.1' }, more.findLast((each) => typeof each === 'function'))
    : listen.call(this, port, ...more)
}

const require = createRequire(process.env.BLUESKY_INSTALLED + '/')
const { TestNetwork } = await import(pathToFileURL(require.resolve('@atproto/dev-env')))

const network = await TestNetwork.create({
  dbPostgresSchema: 'live', // letters and _ only
  pds: {
    hostname: 'localhost',
    enableDidDocWithSession: true,
    rateLimitsEnabled: process.env.RATE_LIMITS === '1',
    rateLimitBypassKey: 'seeding', // so that what a test does beforehand uses up nothing
  },
})
const control = createServer(async (request, response) => {
  try {
    await network.processAll(30_000)
    response.end('settled')
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})
control.listen(0, '127.0.0.1', () => {
  const addresses = { pds: network.pds.url, appview: network.bsky.url }
  console.log(JSON.stringify({ ...addresses, control: `http://127.0.0.1:${control.address().port}` }))
})
const stop = async () => {
  try {
    control.close()
    await network.close()
  } finally {
    process.exit(0)
  }
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
