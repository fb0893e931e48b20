"""The configuration of the server called authlib: see README.md."""
import os,time
os.environ['AUTHLIB_INSECURE_TRANSPORT']='1'
from flask import Flask,jsonify
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants, ClientMixin
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator, JWTIntrospectionEndpoint
from joserfc import jwk
ISS='http://127.0.0.1:4542/tenant-1'
key=jwk.ECKey.generate_key('P-256',{'kid':'ec-384','alg':'ES256','use':'sig'})
class C(ClientMixin):
    client_id='agent'; client_secret='agent-secret'
    def get_client_id(s): return s.client_id
    def get_default_redirect_uri(s): return None
    def get_allowed_scope(s,scope): return scope or ''
    def check_redirect_uri(s,u): return False
    def check_client_secret(s,x): return x==s.client_secret
    def check_endpoint_auth_method(s,m,e): return True
    def check_response_type(s,r): return False
    def check_grant_type(s,g): return True
app=Flask(__name__)
srv=AuthorizationServer(app,query_client=lambda i: C() if i=='agent' else None,save_token=lambda t,r:None)
class G(JWTBearerTokenGenerator):
    def get_jwks(s): return {'keys':[key.as_dict(private=True)]}
    def get_audiences(s,client,user,scope): return ['https://api.example.org']
    def get_extra_claims(s,client,grant_type,user,scope): return {'nbf':time.time()-1.5}
srv.register_token_generator('default',G(ISS,alg='ES256'))
srv.register_grant(grants.ClientCredentialsGrant)
class I(JWTIntrospectionEndpoint):
    CLIENT_AUTH_METHODS=['client_secret_basic']
    def get_jwks(s): return {'keys':[key.as_dict(private=False)]}
    def check_permission(s,t,c,r): return True
srv.register_endpoint(I(ISS))
@app.post('/tenant-1/token')
def token(): return srv.create_token_response()
@app.post('/tenant-1/introspect')
def intro(): return srv.create_endpoint_response('introspection')
@app.get('/.well-known/oauth-authorization-server/tenant-1')
def md(): return jsonify(issuer=ISS,token_endpoint=ISS+'/token',jwks_uri=ISS+'/jwks',introspection_endpoint=ISS+'/introspect',grant_types_supported=['client_credentials'],response_types_supported=[])
@app.get('/tenant-1/jwks')
def jw(): return jsonify(keys=[key.as_dict(private=False)])
app.run('127.0.0.1',4542)
