// A real provider of OpenID Connect for the test: npm's oidc-provider with its own pages, which take any name and
// password. Two clients of one redirect address: `jiedui` (client_secret_basic, RS256) and `jiedui-es`
// (client_secret_post, ES256). Prints its issuer once it serves.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [redirectUri, secret] = process.argv.slice(2);

function jwk(kid, alg, pair) {
  return { ...pair.privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const client = { client_secret: secret, redirect_uris: [redirectUri], grant_types: ["authorization_code"], response_types: ["code"] };
  const provider = new Provider(issuer, {
    clients: [
      { ...client, client_id: "jiedui", token_endpoint_auth_method: "client_secret_basic" },
      { ...client, client_id: "jiedui-es", token_endpoint_auth_method: "client_secret_post", id_token_signed_response_alg: "ES256" },
    ],
    jwks: {
      keys: [
        jwk("rsa", "RS256", generateKeyPairSync("rsa", { modulusLength: 2048 })),
        jwk("ec", "ES256", generateKeyPairSync("ec", { namedCurve: "P-256" })),
      ],
    },
    pkce: { required: () => true },
    cookies: { keys: [secret] },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
