/* SPDX-License-Identifier: ISC */
#ifndef CM_NETREQ_COMPUTE_H
#define CM_NETREQ_COMPUTE_H

#include <sys/stat.h>

/* Computations of tests/unit/netreq.c. */

static char folder[] = "/tmp/cm-netreq.XXXXXX";

static void
computes(const char *in, const char *want, const char *what)
{
	struct made m;
	char *why = NULL;
	int bad;

	setup(&m, NULL, NULL);
	m.bad = 1;
	m.w.folder = folder;
	cm_buf_puts(&m.text, "before");
	bad = cm_netreq_compute(&m.text, slice(in), &m.w, &why);
	if (bad)
		is(m.text.len == 6 ? why : "it added something", want, what);
	else {
		const char *got = cm_buf_str(&m.text) + 6;

		if (strncmp(got, "{\"status\":200,\"body\":", 21) == 0)
			got += 21;
		m.text.p[m.text.len - 1] = '\0';
		is(got, want, what);
	}
	free(why);
	drop(&m);
}

static void
check_unseal(void)
{
	/* Made with openssl enc -nopad, 22 bytes of padding. */
	computes("{\"fn\":\"unseal\",\"key\":\""
		 "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\",\"base64\":"
		 "\"Q3stYC6hdFzMh9T8HCvyDPXEO4zeIJB6MEIfg9lHMxCFfY6m5uQUs0uuqIF"
		 "VT9tfRkCvA9QruJMCyJ2241bluQ==\"}",
	    "{\"text\":\"<a>h\xc3\xa9</a>\",\"rest\":\"wx1234567890\","
	    "\"xml\":{\"name\":\"a\",\"attrs\":{},\"text\":\"h\xc3\xa9\","
	    "\"children\":[]}}",
	    "what was sealed");
	computes("{\"fn\":\"unseal\",\"key\":\""
		 "bbcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\",\"base64\":"
		 "\"Q3stYC6hdFzMh9T8HCvyDPXEO4zeIJB6MEIfg9lHMxCFfY6m5uQUs0uuqIF"
		 "VT9tfRkCvA9QruJMCyJ2241bluQ==\"}",
	    "null", "sealed with another key");
	computes("{\"fn\":\"unseal\",\"key\":\"short\",\"base64\":\"AAAA\"}",
	    "a key to unseal has 43 letters and digits",
	    "unsealed with what is no key");
}

static void
check_compute(void)
{
	char in[512];

	computes("{\"compute\":{\"fn\":\"hash\",\"name\":\"sha1\","
		 "\"text\":\"abc\"}}",
	    "{\"hex\":\"a9993e364706816aba3e25717850c26c9cd0d89d\","
	    "\"base64\":\"qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\","
	    "\"base64url\":\"qZk-NkcGgWq6PiVxeFDCbJzQ2J0\"}",
	    "SHA-1 of a text");
	snprintf(in, sizeof(in),
	    "{\"fn\":\"hash\",\"name\":\"md5\",\"file\":\"%s\",\"offset\":1,"
	    "\"length\":3}",
	    file);
	computes(in,
	    "{\"hex\":\"55505ba281b015ec31f03ccb151b2a34\","
	    "\"base64\":\"VVBbooGwFewx8DzLFRsqNA==\","
	    "\"base64url\":\"VVBbooGwFewx8DzLFRsqNA\"}",
	    "MD5 of a range of a file");
	/* RFC 4231, test case 2 */
	computes("{\"fn\":\"hmac\",\"name\":\"sha256\",\"key\":{\"hex\":"
		 "\"4a656665\"},\"text\":\"what do ya want for nothing?\"}",
	    "{\"hex\":\"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58"
	    "b964ec3843\","
	    "\"base64\":\"W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=\","
	    "\"base64url\":\"W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM\"}",
	    "HMAC");
	computes("{\"fn\":\"hmac\",\"name\":\"sha1\",\"key\":{\"hex\":"
		 "\"\\u0001hexed\\u0001\"},\"text\":\"x\"}",
	    "{\"hex\":\"a2703fab2bf5c099923c3646a1ae565b7b9990aa\","
	    "\"base64\":\"onA/qyv1wJmSPDZGoa5WW3uZkKo=\","
	    "\"base64url\":\"onA_qyv1wJmSPDZGoa5WW3uZkKo\"}",
	    "a key that is a secret, in hex");
	/* As openssl enc -aes-256-cbc makes it. */
	computes(
	    "{\"fn\":\"encrypt\",\"key\":\"0123456789abcdef0123456789abcdef\","
	    "\"iv\":\"0123456789abcdef\",\"text\":\"Hello\"}",
	    "{\"hex\":\"368bdd18e37bdd37d7188118ea1d86c1\","
	    "\"base64\":\"NovdGON73TfXGIEY6h2GwQ==\","
	    "\"base64url\":\"NovdGON73TfXGIEY6h2GwQ\"}",
	    "encrypted");
	computes(
	    "{\"fn\":\"decrypt\",\"key\":\"0123456789abcdef0123456789abcdef\","
	    "\"iv\":\"0123456789abcdef\",\"base64\":\"NovdGON73TfXGIEY6h2GwQ=="
	    "\"}",
	    "{\"hex\":\"48656c6c6f\",\"base64\":\"SGVsbG8=\","
	    "\"base64url\":\"SGVsbG8\",\"text\":\"Hello\"}",
	    "and back");
	computes(
	    "{\"fn\":\"decrypt\",\"key\":{\"hex\":\"603deb1015ca71be2b73ae"
	    "f0857d77811f352c073b6108d72d9810a30914dff4\"},\"iv\":{\"hex\":"
	    "\"000102030405060708090a0b0c0d0e0f\"},\"base64\":\"AAAA\"}",
	    "it cannot be decrypted", "what is no ciphertext");
	computes("{\"fn\":\"encrypt\",\"key\":\"\\u0001os\\u0001\",\"iv\":"
		 "\"0123456789abcdef\",\"text\":\"x\"}",
	    "a key has 32 bytes and an iv 16", "a key of another length");
	computes("{\"fn\":\"encrypt\",\"key\":"
		 "\"0123456789abcdef0123456789abcdef\",\"iv\":"
		 "\"0123456789abcdef\",\"text\":\"\\u0001token\\u0001\"}",
	    "the secret 'token' for a host that gets no credentials",
	    "a secret is not encrypted: it would leave so");
	check_unseal();
	computes("{\"fn\":\"entities\",\"text\":\"\xc3\xa9 #bread\"}",
	    "{\"entities\":[{\"kind\":\"tag\",\"text\":\"#bread\","
	    "\"value\":\"bread\",\"chars\":[2,8],\"utf16\":[2,8],"
	    "\"bytes\":[3,9]}]}",
	    "what is in a text, and where");
	computes("{\"fn\":\"length\",\"text\":\"\xf0\x9f\x98\x80\","
		 "\"unit\":\"utf16\"}",
	    "{\"length\":2}", "a length");
	snprintf(in, sizeof(in),
	    "{\"fn\":\"facts\",\"file\":{\"file\":\"%s\"}}", file);
	computes(in, "{\"bytes\":11,\"type\":\"image/png\"}",
	    "facts of a file: what is not known is absent");
	computes("{\"fn\":\"hash\",\"name\":\"crc\",\"text\":\"\"}",
	    "there is no hash 'crc'", "no such hash");
	computes("{\"fn\":\"fly\"}", "compute knows no 'fly'", "no such fn");
	computes("{\"fn\":\"hash\",\"name\":\"md5\",\"file\":\"/etc/passwd\"}",
	    "'/etc/passwd' is not a file of this job", "a file of others");
	computes("{\"fn\":\"hash\",\"name\":\"md5\"}",
	    "nothing to compute from", "nothing to hash");
}

static void
put_file(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

#define OUT(p) "cannot read '" p "': it leads out of the account's folder"

static void
check_folder(void)
{
	char path[256];

	if (!ok(mkdtemp(folder) != NULL, "a folder"))
		return;
	snprintf(path, sizeof(path), "%s/sub", folder);
	mkdir(path, 0700);
	put_file("b.json", "{\"a\":\"\x01token\x01\"}");
	put_file("sub/a", "x");
	put_file(".hidden", "x");
	snprintf(path, sizeof(path), "%s/link", folder);
	ok(symlink("/etc/passwd", path) == 0, "a link out of it");
	snprintf(path, sizeof(path), "%s/up", folder);
	ok(symlink("..", path) == 0, "a link up");
	computes("{\"fn\":\"read\",\"path\":\"b.json\"}",
	    "{\"text\":\"{\\\"a\\\":\\\"\xef\xbf\xbdtoken\xef\xbf\xbd\\\"}\"}",
	    "a file is read; no mark comes from it");
	computes("{\"fn\":\"read\",\"path\":\"sub/a\"}", "{\"text\":\"x\"}",
	    "a file in a folder");
	computes("{\"fn\":\"read\",\"path\":\"none\"}", "null",
	    "a file that is not there");
	computes("{\"fn\":\"read\",\"path\":\"none/none\"}", "null",
	    "a folder that is not there");
	computes("{\"fn\":\"list\",\"path\":\".\"}",
	    "{\"names\":[\"b.json\",\"link\",\"sub\",\"up\"]}", "its names");
	computes("{\"fn\":\"list\",\"path\":\"sub\"}", "{\"names\":[\"a\"]}",
	    "names in a folder in it");
	computes("{\"fn\":\"list\",\"path\":\"none\"}", "{\"names\":[]}",
	    "names in no folder");
	computes("{\"fn\":\"read\",\"path\":\"link\"}", OUT("link"), "a link");
	computes("{\"fn\":\"list\",\"path\":\"up\"}",
	    "cannot read 'up': Not a directory", "a link to a folder");
	computes("{\"fn\":\"read\",\"path\":\"../x\"}", OUT("../x"), "..");
	computes("{\"fn\":\"read\",\"path\":\"sub/../../x\"}",
	    OUT("sub/../../x"), ".. further on");
	computes("{\"fn\":\"read\",\"path\":\"/etc/passwd\"}",
	    OUT("/etc/passwd"), "from the root");
	computes("{\"fn\":\"read\",\"path\":\"sub\"}",
	    "cannot read 'sub': it is no file", "a folder is no file");
	computes("{\"fn\":\"read\"}", "cannot read '': no path was given",
	    "no path");
	{
		static const char *const names[] = {
		    "b.json", "sub/a", ".hidden", "link", "up", "sub", ""};
		size_t i;

		for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
			remove(path);
		}
	}
}

#endif
