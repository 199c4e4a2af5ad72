// Two identity providers for the tests, on 127.0.0.1 only: a certified OpenID provider and a SAML identity provider.
//
// Driven by lines of JSON on stdin, each answered by one line of JSON on stdout:
//   {"do": "place"}                                                   the issuer of the OpenID provider
//   {"do": "openid", "clients": [...]}                                start it, with nobody signed in
//   {"do": "saml", "acs", "audience", "key", "certificate"}           start the SAML provider; its entity id and address
//   {"do": "people", "people": {name: {"sub", "email", "email_verified"}}}   who can sign in, by the name that is typed there; the
//                                                                     OpenID provider takes that name for the subject
// When stdin closes, everything ends.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { inflateRawSync } from 'node:zlib'
import Provider from 'oidc-provider'
import samlify from 'samlify'

const { Constants, IdentityProvider, SamlLib, ServiceProvider, setSchemaValidator } = samlify

const HOST = '127.0.0.1'
let people = {}
const listen = (server) => new Promise((resolve) => server.listen(0, HOST, () => resolve(`http://${HOST}:${server.address().port}`)))

let issuer, answerOpenid

async function place () {
  issuer ??= await listen(createServer((request, response) => answerOpenid(request, response)))
  return { issuer }
}

async function openid ({ clients }) {
  const provider = new Provider(issuer, {
    clients,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key for tests'] },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => people[id] }
  })
  answerOpenid = provider.callback()
  return {}
}

const NAMES = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri'
const attribute = (name, valueTag) => ({ name, valueTag, nameFormat: NAMES, valueXsiType: 'xs:string' })
const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
const hidden = (name, value) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`

async function saml ({ acs, audience, key, certificate }) {
  setSchemaValidator({ validate: async () => 'the service provider validates' })
  let handler
  const place = await listen(createServer((request, response) => handler(request, response)))
  const idp = IdentityProvider({
    entityID: `${place}/metadata`,
    privateKey: key,
    signingCert: certificate,
    singleSignOnService: [{ Binding: Constants.namespace.binding.redirect, Location: `${place}/sso` }],
    loginResponseTemplate: {
      context: SamlLib.defaultLoginResponseTemplate.context,
      attributes: [attribute('urn:oid:0.9.2342.19200300.100.1.3', 'email'), attribute('http://schemas.auth0.com/email_verified', 'verified')]
    }
  })
  const sp = ServiceProvider({
    entityID: audience,
    wantAssertionsSigned: true,
    assertionConsumerService: [{ Binding: Constants.namespace.binding.post, Location: acs }]
  })

  // samlify fills its template by itself, but with the address as the name and without a statement of how somebody signed in.
  const filled = (request, person) => (template) => {
    const now = new Date()
    const later = new Date(now.getTime() + 300_000).toISOString()
    const statement = `<saml:AuthnStatement AuthnInstant="${now.toISOString()}" SessionIndex="_1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`
    const id = `_${crypto.randomUUID()}`
    const values = {
      ID: id, AssertionID: `_${crypto.randomUUID()}`, Issuer: `${place}/metadata`, IssueInstant: now.toISOString(),
      Destination: acs, Audience: audience, SubjectRecipient: acs, InResponseTo: request, StatusCode: Constants.StatusCode.Success,
      NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', NameID: person.sub,
      ConditionsNotBefore: now.toISOString(), ConditionsNotOnOrAfter: later, SubjectConfirmationDataNotOnOrAfter: later,
      attrEmail: person.email, attrVerified: String(person.email_verified)
    }
    return { id, context: SamlLib.replaceTagsByValue(template.replace('{AuthnStatement}', statement), values) }
  }

  handler = async (request, response) => {
    const asked = new URL(request.url, place).searchParams
    response.setHeader('content-type', 'text/html')
    if (!asked.has('person')) {
      return response.end(`<form action="/sso">${[...asked].map(([name, value]) => hidden(name, value)).join('')}<input name="person"></form>`)
    }
    const message = inflateRawSync(Buffer.from(asked.get('SAMLRequest'), 'base64')).toString()
    const person = people[asked.get('person')]
    const replaced = filled(/ID="([^"]+)"/.exec(message)[1], person)
    const made = await idp.createLoginResponse(sp, {}, 'post', person, { customTagReplacement: replaced })
    response.end(`<form method="post" action="${escaped(acs)}">${hidden('SAMLResponse', made.context)}</form>`)
  }
  return { entity: `${place}/metadata`, sso: `${place}/sso` }
}

const commands = { place, openid, saml, people: async (told) => { people = told.people; return {} } }
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line)
  console.log(JSON.stringify(await commands[told.do](told).catch((error) => ({ error: String(error.stack) }))))
}
process.exit(0)
