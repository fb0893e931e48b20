"""The configuration of the server called idpyoidc: see README.md."""
import json
from http.server import ThreadingHTTPServer, BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlparse
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from idpyoidc.server.authz import AuthzHandling
from idpyoidc.server.user_authn.authn_context import INTERNETPROTOCOLPASSWORD
from idpyoidc.server.oidc.token import Token
from idpyoidc.server.oauth2.introspection import Introspection
from idpyoidc.server.oidc.authorization import Authorization
from idpyoidc.server.oidc.provider_config import ProviderConfiguration
from idpyoidc.server.user_info import UserInfo
ISS="http://127.0.0.1:4510"
conf={"issuer":ISS,"httpc_params":{"verify":False},
 "keys":{"uri_path":"jwks.json","key_defs":[{"type":"RSA","use":["sig"]},{"type":"RSA","use":["enc"]},{"type":"EC","crv":"P-256","use":["sig"]},{"type":"EC","crv":"P-256","use":["enc"]}]},
 "capabilities":{"subject_types_supported":["public","pairwise"],"grant_types_supported":["authorization_code","client_credentials","urn:ietf:params:oauth:grant-type:token-exchange","refresh_token"]},
 "token_handler_args":{"jwks_defs":{"private_path":"private/token_jwks.json","read_only":False,"key_defs":[{"type":"oct","bytes":24,"use":["enc"],"kid":"code"}]},"code":{"lifetime":600,"kwargs":{"crypt_conf":{"kwargs":{"keys":{"key_defs":[{"type":"OCT","bytes":24,"use":["enc"],"kid":"code"}]}}}}},
  "token":{"class":"idpyoidc.server.token.jwt_token.JWTToken","kwargs":{"lifetime":3600,"alg":"ES256","aud":["https://api.example.org"]}},
  "refresh":{"class":"idpyoidc.server.token.jwt_token.JWTToken","kwargs":{"lifetime":36000,"alg":"ES256"}},
  "id_token":{"class":"idpyoidc.server.token.id_token.IDToken","kwargs":{}}},
 "endpoint":{
  "provider_config":{"path":".well-known/openid-configuration","class":ProviderConfiguration,"kwargs":{}},
  "authorization":{"path":"authorization","class":Authorization,"kwargs":{}},
  "token":{"path":"token","class":Token,"kwargs":{"client_authn_method":["client_secret_basic","client_secret_post","private_key_jwt"],
    "grant_types_helpers":{"authorization_code":{"class":"idpyoidc.server.oidc.token_helper.access_token.AccessTokenHelper"},"client_credentials":{"class":"idpyoidc.server.oauth2.token_helper.client_credentials.ClientCredentials"},"refresh_token":{"class":"idpyoidc.server.oidc.token_helper.refresh_token.RefreshTokenHelper"},
    "urn:ietf:params:oauth:grant-type:token-exchange":{"class":"idpyoidc.server.oidc.token_helper.token_exchange.TokenExchangeHelper","kwargs":{"subject_token_types_supported":["urn:ietf:params:oauth:token-type:access_token"],"requested_token_types_supported":["urn:ietf:params:oauth:token-type:access_token"],"policy":{"":{"function":"idpyoidc.server.oauth2.token_helper.validate_token_exchange_policy","kwargs":{"scope":["openid","profile","offline_access"],"audience":["https://down.example.org"],"resource":["https://down.example.org"]}}}}}}}},
  "introspection":{"path":"introspection","class":Introspection,"kwargs":{"client_authn_method":["client_secret_basic"],"enforce_audience_restriction":False}}},
 "authentication":{"anon":{"acr":INTERNETPROTOCOLPASSWORD,"class":"idpyoidc.server.user_authn.user.NoAuthn","kwargs":{"user":"alice"}}},
 "userinfo":{"class":UserInfo,"kwargs":{"db":{"alice":{"name":"Alice"}}}},
 "authz":{"class":AuthzHandling,"kwargs":{"grant_config":{"usage_rules":{"authorization_code":{"supports_minting":["access_token","refresh_token","id_token"],"max_usage":1},"access_token":{"supports_minting":["access_token"],"expires_in":600},"refresh_token":{"supports_minting":["access_token","refresh_token"]}},"expires_in":43200}}},
 "session_params":{"encrypter":{"kwargs":{"keys":{"key_defs":[{"type":"OCT","use":["enc"],"kid":"password"},{"type":"OCT","use":["enc"],"kid":"salt"}]},"iterations":1}}},
}
s=Server(OPConfiguration(conf=conf,base_path="."),cwd=".")
c=s.context
ex=["authorization_code","client_credentials","urn:ietf:params:oauth:grant-type:token-exchange"]
for cid in ("web","agent"):
    c.cdb[cid]={"client_id":cid,"client_secret":cid+"-secret-0123456789abcdef","redirect_uris":[("http://127.0.0.1:9/cb",None)],"response_types_supported":["code"],"grant_types_supported":ex,"allowed_scopes":["openid","profile"],"client_salt":"salted"}
    s.keyjar.add_symmetric(cid,c.cdb[cid]["client_secret"]) if hasattr(s,"keyjar") else None
class H(BaseHTTPRequestHandler):
    def log_message(self,*a): pass
    def out(self,st,body,hdrs=()):
        self.send_response(st)
        for k,v in hdrs: self.send_header(k,v)
        b=body.encode(); self.send_header("Content-Length",str(len(b))); self.end_headers(); self.wfile.write(b)
    def do(self,body):
        p=urlparse(self.path); path=p.path.strip("/")
        if path=="jwks.json": return self.out(200,s.keyjar.export_jwks_as_json(),[("Content-Type","application/json")])
        for e in s.endpoint.values():
            if e.endpoint_path==path:
                q={k:v[0] if len(v)==1 else v for k,v in parse_qs(body if body else p.query).items()}
                http={"headers":{k.lower():v for k,v in self.headers.items()},"method":self.command,"url":ISS+self.path}
                try:
                    a=e.parse_request(q,http_info=http)
                    if "error" in a: 
                        return self.out(400,a.to_json(),[("Content-Type","application/json")])
                    r=e.process_request(a) if e.name!="authorization" else e.process_request(a,http_info=http)
                    if "error" in r: return self.out(400,r.to_json() if hasattr(r,"to_json") else json.dumps(r),[("Content-Type","application/json")])
                    info=e.do_response(**r) if "response_args" in r else e.do_response(response_args=r,request=a,**({"return_uri":r["return_uri"]} if "return_uri" in r else {}))
                    resp=info["response"]
                    if e.name=="authorization": return self.out(302,"",[("Location",resp)])
                    return self.out(200,resp if isinstance(resp,str) else json.dumps(resp),info.get("http_headers") or [("Content-Type","application/json")])
                except Exception as ex:
                    import traceback; traceback.print_exc()
                    return self.out(500,json.dumps({"error":"server_error","error_description":repr(ex)[:200]}),[("Content-Type","application/json")])
        self.out(404,"")
    def do_GET(self): self.do("")
    def do_POST(self): self.do(self.rfile.read(int(self.headers.get("Content-Length",0))).decode())
ThreadingHTTPServer(("127.0.0.1",4510),H).serve_forever()
