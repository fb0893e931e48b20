// Makes a DPoP proof (RFC 9449) with `jose`, and prints it.
// Usage: node proof.mjs KEY METHOD URL [TOKEN]. KEY is a file with a private JWK, made where it is missing; TOKEN is a
// file with the access token that the proof goes with.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';

const [file, htm, htu, token] = process.argv.slice(2);
if (!existsSync(file)) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  writeFileSync(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
}
const { d, ...jwk } = JSON.parse(readFileSync(file));
const ath = token && createHash('sha256').update(readFileSync(token)).digest('base64url');
const proof = new SignJWT({ jti: randomUUID(), htm, htu, ...(ath && { ath }) })
  .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
  .setIssuedAt();
process.stdout.write(await proof.sign(await importJWK({ ...jwk, d }, 'ES256')));
