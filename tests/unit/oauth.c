/* SPDX-License-Identifier: ISC */
/* lib/oauth: the examples of RFC 7515 and 7636, X's of a signature, and URLs
 * that are none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/json.h"
#include "lib/oauth.h"
#include "tests/tap.h"

/* The key of RFC 7515, A.2. */
static const char a2[] =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0\n"
    "l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pC\n"
    "gNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSX\n"
    "ndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD\n"
    "Zlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8\n"
    "q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35S\n"
    "bEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cf\n"
    "UhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1O\n"
    "n95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKK\n"
    "Vf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f\n"
    "40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlU\n"
    "bjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnE\n"
    "tfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPG\n"
    "BY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPE\n"
    "fgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYs\n"
    "p1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnD\n"
    "zQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7\n"
    "DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4\n"
    "U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm\n"
    "27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN\n"
    "54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCC\n"
    "Mx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S\n"
    "0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1Z\n"
    "NqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE\n"
    "6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1\n"
    "-----END RSA PRIVATE KEY-----\n";

static const char claims[] = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n "
			     "\"http://example.com/is_root\":true}";

static struct cm_buf out;

static void
jwt(void)
{
	static const char key[] =
	    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0"
	    "iPS4hcgUuTwjAzZr1Z9CAow";
	static const char bad[] = "{\"alg\":\"none\"}";
	struct cm_buf k;

	cm_buf_init(&k, CM_BUF_ANY);
	cm_crypto_unbase64(&k, key, sizeof(key) - 1);
	cm_oauth_jwt(&out, "HS256", "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}",
	    claims, k.p, k.len);
	is(cm_buf_str(&out),
	    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
	    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leG"
	    "FtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
	    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
	    "RFC 7515, A.1");
	cm_buf_clear(&out);
	cm_oauth_jwt(
	    &out, "RS256", "{\"alg\":\"RS256\"}", claims, a2, sizeof(a2) - 1);
	is(cm_buf_str(&out),
	    "eyJhbGciOiJSUzI1NiJ9."
	    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leG"
	    "FtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
	    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZm"
	    "h7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKB"
	    "YNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L"
	    "07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6Bf"
	    "I7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWk"
	    "WywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
	    "RFC 7515, A.2");
	cm_buf_clear(&out);
	is_int(cm_oauth_jwt(&out, "RS256", bad, claims, "key", 3), -1,
	    "a key that is none");
	is_int(cm_oauth_jwt(&out, "none", bad, claims, "", 0), -1,
	    "no signature is none");
	is_int((long long)out.len, 0, "nothing is added then");
	cm_buf_release(&k);
}

static void
pkce(void)
{
	struct cm_buf b;

	cm_buf_clear(&out);
	cm_oauth_challenge(&out, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
	is(cm_buf_str(&out), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
	    "RFC 7636, B");
	cm_buf_clear(&out);
	cm_oauth_verifier(&out);
	is_int((long long)out.len, 43, "a verifier");
	cm_buf_init(&b, CM_BUF_ANY);
	cm_oauth_verifier(&b);
	ok(strcmp(cm_buf_str(&b), cm_buf_str(&out)) != 0, "no two alike");
	cm_buf_release(&b);
}

/* What is in a vector's file under a name. */
static char *
from(struct cm_slice file, const char *name)
{
	return cm_json_dup(cm_json_get(file, name));
}

static void
vector(const char *path)
{
	FILE *f = fopen(path, "r");
	struct cm_buf b, want;
	struct cm_slice file, params;
	struct cm_oauth1 o = {0};
	struct cm_oauth_pair status = {"status", NULL};
	char *word[9];
	int i;

	if (f == NULL) {
		ok(1, "X's vector # SKIP it is not there");
		return;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&want, CM_BUF_ANY);
	b.len = fread(cm_buf_room(&b, 8192), 1, 8000, f);
	fclose(f);
	file.p = cm_buf_str(&b);
	file.len = b.len;
	params = cm_json_get(file, "params");
	o.method = word[0] = from(file, "method");
	word[1] = from(file, "url");
	o.consumer_key = word[2] = from(file, "oauth_consumer_key");
	o.consumer_secret = word[3] = from(file, "consumer_secret");
	o.token = word[4] = from(file, "oauth_token");
	o.token_secret = word[5] = from(file, "token_secret");
	o.nonce = word[6] = from(file, "oauth_nonce");
	status.value = word[7] = cm_json_dup(cm_json_get(params, "status"));
	word[8] = from(file, "signature_with_host_api_x_com");
	o.params = &status;
	o.count = 1;
	o.time = 1318622958;
	cm_buf_printf(&want, "%s?include_entities=true", word[1]);
	o.url = cm_buf_str(&want);
	cm_buf_clear(&out);
	is_int(cm_oauth1_header(&out, &o), 0, "X's vector");
	cm_buf_clear(&want);
	cm_buf_puts(&want, "oauth_signature=\"");
	cm_crypto_percent(&want, word[8], strlen(word[8]));
	ok(strstr(cm_buf_str(&out), cm_buf_str(&want)) != NULL,
	    "gives the signature");
	ok(strncmp(out.p,
	       "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\","
	       " oauth_nonce=",
	       60) == 0,
	    "in a header");
	ok(strstr(out.p, "status") == NULL && strstr(out.p, word[3]) == NULL,
	    "with neither parameters nor secrets");
	for (i = 0; i < 9; i++)
		free(word[i]);
	cm_buf_release(&b);
	cm_buf_release(&want);
}

static void
odd(void)
{
	static const char *const urls[] = {
	    "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"
	    "&c2&a3=2+q#x=y",
	    "HTTP://example.com/request?b5=%3d%253D&&a3=a&c%40=&a2=r%20b&c2"
	    "&a3=2+q&"};
	static const char *const bad[] = {"", "example.com/x", "ftp://a/",
	    "https://", "https://u:p@a/", "httpx://a/"};
	struct cm_oauth1 o = {
	    "get", NULL, NULL, 0, "k", "s&", NULL, NULL, "n", 7};
	size_t i;

	for (i = 0; i < 2; i++) {
		cm_buf_clear(&out);
		o.url = urls[i];
		cm_oauth1_header(&out, &o);
		is(cm_buf_str(&out),
		    "OAuth oauth_consumer_key=\"k\", oauth_nonce=\"n\", "
		    "oauth_signature_method=\"HMAC-SHA1\", "
		    "oauth_timestamp=\"7\", oauth_version=\"1.0\", "
		    "oauth_signature=\"bGDWvi%2BR7SkHW8SXSOm52Yf8VKI%3D\"",
		    "a query of every kind, no token");
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		o.url = bad[i];
		is_int(cm_oauth1_header(&out, &o), -1, "no URL");
	}
}

int
main(int argc, char *argv[])
{
	struct cm_buf path;
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;

	cm_buf_init(&out, CM_BUF_ANY);
	cm_buf_init(&path, CM_BUF_ANY);
	if (slash != NULL)
		cm_buf_add(&path, argv[0], (size_t)(slash - argv[0]) + 1);
	cm_buf_puts(&path,
	    "../../../shared/fixtures/vectors/"
	    "x-oauth1-signature-vector.json");
	jwt();
	pkce();
	vector(cm_buf_str(&path));
	odd();
	cm_buf_release(&path);
	cm_buf_release(&out);
	return done();
}
