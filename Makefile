# cm: tools for community managers. For GNU make and BSD make.
.POSIX:
.SUFFIXES:
.SUFFIXES: .t .o .c

VERSION = 0.1.0
PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
DATADIR = $(PREFIX)/share/cm
BASHDIR = $(PREFIX)/share/bash-completion/completions
ZSHDIR = $(PREFIX)/share/zsh/site-functions
FISHDIR = $(PREFIX)/share/fish/vendor_completions.d
CC = cc
CFLAGS = -O3 -g
CPPFLAGS =
LDFLAGS =
AR = ar
SANITIZE =
WERROR =
PROVE = prove

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla $(WERROR:1=-Werror)
SAN = $(SANITIZE:1=-fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer)
XML_CFLAGS != pkg-config --cflags libxml-2.0 2>/dev/null || \
	echo -I/usr/include/libxml2
XML_LIBS != pkg-config --libs libxml-2.0 2>/dev/null || echo -lxml2
CURL_CFLAGS != pkg-config --cflags libcurl 2>/dev/null || true
CURL_LIBS != pkg-config --libs libcurl 2>/dev/null || echo -lcurl
SQLITE_LIBS != pkg-config --libs sqlite3 2>/dev/null || echo -lsqlite3
UTF8_LIBS != pkg-config --libs libutf8proc 2>/dev/null || echo -lutf8proc
JQ_LIBS != pkg-config --libs libjq 2>/dev/null || echo -ljq
CRYPTO_LIBS != pkg-config --libs libcrypto 2>/dev/null || echo -lcrypto
ARCHIVE_LIBS != pkg-config --libs libarchive 2>/dev/null || echo -larchive
YAML_LIBS != pkg-config --libs yaml-0.1 2>/dev/null || echo -lyaml
MD_LIBS = -lcmark-gfm-extensions -lcmark-gfm
CSV_LIBS = -lcsv

CM_CPPFLAGS = -I. -D_POSIX_C_SOURCE=200809L -DCM_VERSION='"$(VERSION)"' \
	$(XML_CFLAGS) $(CURL_CFLAGS)
CM_CFLAGS = -std=c11 -pthread $(WARN) $(SAN)
CM_LDFLAGS = -pthread $(SAN)
COMPILE = $(CC) $(CM_CFLAGS) $(CM_CPPFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) $(CM_LDFLAGS) $(CFLAGS) $(LDFLAGS)

LIB_SRC != ls lib/*.c | grep -v 'gen\.c$$'
FETCH_OBJ != ls cmd/cm-fetch/*.c | sed 's/c$$/o/'
CURATE_OBJ != ls cmd/cm-curate/*.c | sed 's/c$$/o/'
STATS_OBJ != ls cmd/cm-stats/*.c | sed 's/c$$/o/'
REPORT_OBJ != ls cmd/cm-report/*.c | sed 's/c$$/o/'
POST_OBJ != ls cmd/cm-post/*.c | sed 's/c$$/o/'
GEN_SRC = lib/data.gen.c lib/reports.gen.c lib/networks.gen.c \
	lib/exports.gen.c
LIB_OBJ = $(LIB_SRC:.c=.o) $(GEN_SRC:.c=.o)
OBJ = $(LIB_OBJ) $(FETCH_OBJ) $(CURATE_OBJ) $(STATS_OBJ) $(REPORT_OBJ) \
	$(POST_OBJ)
PROGS = bin/cm-fetch bin/cm-curate bin/cm-stats bin/cm-report bin/cm-post
UNIT_SRC != ls tests/unit/*.c
UNIT_TEST = $(UNIT_SRC:.c=.t)
ALL_LIBS = $(CURL_LIBS) $(XML_LIBS) $(SQLITE_LIBS) $(UTF8_LIBS) $(JQ_LIBS) \
	$(CSV_LIBS) $(MD_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS) -lm
DATA != ls lib/data/*
LAYOUTS != ls lib/reports/*
NETWORKS != ls lib/networks/*
EXPORTS != ls lib/exports/*

all: $(PROGS)

# Objects are made again when the compiler or its flags have changed.
.flags: FORCE
	@echo '$(COMPILE) $(LINK)' | cmp -s - $@ || \
		echo '$(COMPILE) $(LINK)' >$@
FORCE:

.c.o:
	$(COMPILE) -MMD -MP -c -o $@ $<

$(OBJ) $(UNIT_SRC:.c=.o) tests/httpd.o tests/scanlines.o: .flags

lib/data.gen.c: lib/embed.sh $(DATA)
	sh lib/embed.sh cm_data $(DATA) >$@
lib/reports.gen.c: lib/embed.sh $(LAYOUTS)
	sh lib/embed.sh cm_reports $(LAYOUTS) >$@
lib/networks.gen.c: lib/embed.sh $(NETWORKS)
	sh lib/embed.sh cm_networks $(NETWORKS) >$@
lib/exports.gen.c: lib/embed.sh $(EXPORTS)
	sh lib/embed.sh cm_exports $(EXPORTS) >$@

lib/libcm.a: $(LIB_OBJ)
	rm -f $@
	$(AR) rc $@ $(LIB_OBJ)

bin/cm-fetch: $(FETCH_OBJ) lib/libcm.a
	@mkdir -p bin
	$(LINK) -o $@ $(FETCH_OBJ) lib/libcm.a $(CURL_LIBS) $(XML_LIBS) \
		$(SQLITE_LIBS) $(UTF8_LIBS) $(JQ_LIBS) $(CSV_LIBS) \
		$(CRYPTO_LIBS) $(ARCHIVE_LIBS) -lm
bin/cm-curate: $(CURATE_OBJ) lib/libcm.a
	@mkdir -p bin
	$(LINK) -o $@ $(CURATE_OBJ) lib/libcm.a $(SQLITE_LIBS) $(JQ_LIBS) -lm
bin/cm-stats: $(STATS_OBJ) lib/libcm.a
	@mkdir -p bin
	$(LINK) -o $@ $(STATS_OBJ) lib/libcm.a $(UTF8_LIBS) $(JQ_LIBS) -lm
bin/cm-report: $(REPORT_OBJ) lib/libcm.a
	@mkdir -p bin
	$(LINK) -o $@ $(REPORT_OBJ) lib/libcm.a $(UTF8_LIBS) $(JQ_LIBS) -lm
bin/cm-post: $(POST_OBJ) lib/libcm.a
	@mkdir -p bin
	$(LINK) -o $@ $(POST_OBJ) lib/libcm.a $(ALL_LIBS)

deps:
	@sh tests/deps.sh build
testdeps: deps
	@sh tests/deps.sh test

# These start a second make, so that it sees what deps installed.
demo: deps
	@$(MAKE) all
	@sh tests/demo/run.sh
check: testdeps
	@$(MAKE) all unit
	@perl tests/run.pl tests/unit/*.t tests/networks/*.t tests/*.t
# Against real servers, which are got from Debian and npm, once.
check-servers:
	@sh tests/deps.sh servers
	@sh tests/servers/packages.sh
	@$(MAKE) all unit
	@perl tests/run.pl tests/servers/*.t
# On a cluster that is made here, in namespaces: Slurm, and machines by ssh.
# 'sh tests/deps.sh cluster' installs these, which may start their daemons.
check-cluster: testdeps
	@$(MAKE) all
	@CM_TEST_JOBS=1 perl tests/run.pl tests/cluster/*.t
unit: $(UNIT_TEST) tests/httpd tests/scanlines tests/kill/inject.so
check-kill: testdeps
	@$(MAKE) all tests/kill/inject.so
	@CM_KILLS=$${CM_KILLS:-2000} perl tests/run.pl tests/kill.t \
		tests/kill-modules.t
check-faults: testdeps
	@$(MAKE) all
	@CM_FAULTS=$${CM_FAULTS:-9000} perl tests/run.pl tests/faults.t

.o.t:
	$(LINK) -o $@ $< lib/libcm.a $(ARCHIVE_LIBS) $(ALL_LIBS)
$(UNIT_TEST): lib/libcm.a
tests/httpd: tests/httpd.o
	$(LINK) -o $@ tests/httpd.o
tests/scanlines: tests/scanlines.o lib/libcm.a
	$(LINK) -o $@ tests/scanlines.o lib/libcm.a
tests/kill/inject.so: tests/kill/inject.c
	$(CC) -std=c11 -shared -fPIC -o $@ tests/kill/inject.c -ldl
tests/bench/scan: tests/bench/scan.o lib/libcm.a
	$(LINK) -o $@ tests/bench/scan.o lib/libcm.a

# Each target of tests/fuzz for a while, by clang's libFuzzer.
FUZZ_SECONDS = 20
fuzz-flags:
	@echo '$(XML_CFLAGS) $(CURL_CFLAGS)'
	@echo '$(ARCHIVE_LIBS) $(ALL_LIBS)'
fuzz: $(GEN_SRC)
	@sh tests/fuzz/run.sh $(FUZZ_SECONDS)

# Our programs beside their peers; see tests/bench/run.sh for its settings.
BENCH = tests/bench/measure tests/bench/generate tests/bench/empty \
	tests/bench/weblog-generate tests/bench/csv-generate \
	tests/bench/short-generate tests/bench/slow
.c:
	$(COMPILE) -o $@ $< $(LDFLAGS) -lm
bench: all $(BENCH)
	@sh tests/bench/run.sh

D = $(DESTDIR)

install: all
	for d in $(BINDIR) $(DATADIR) $(BASHDIR) $(ZSHDIR) $(FISHDIR) \
		$(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man7; do \
		mkdir -p $(D)$$d || exit 1; done
	install -m 755 $(PROGS) $(D)$(BINDIR)
	install -m 644 lib/data/record.schema.json $(D)$(DATADIR)
	install -m 644 completions/cm.zsh $(D)$(ZSHDIR)/_cm
	set -e; for n in 1 5 7; do \
		install -m 644 man/*.$$n $(D)$(MANDIR)/man$$n; done; \
	for p in $(PROGS:bin/%=%); do \
		install -m 644 completions/cm.bash $(D)$(BASHDIR)/$$p; \
		install -m 644 completions/cm.fish $(D)$(FISHDIR)/$$p.fish; \
	done
uninstall:
	for p in $(PROGS:bin/%=%); do rm -f $(D)$(BINDIR)/$$p \
		$(D)$(BASHDIR)/$$p $(D)$(FISHDIR)/$$p.fish; done
	cd man && for f in *.[157]; do \
		rm -f $(D)$(MANDIR)/man$${f##*.}/$$f; done
	rm -f $(D)$(ZSHDIR)/_cm $(D)$(DATADIR)/record.schema.json
	-rmdir $(D)$(DATADIR)

dist:
	mkdir -p dist
	git archive --prefix=cm-$(VERSION)/ HEAD | gzip -9n \
		>dist/cm-$(VERSION).tar.gz

lint:
	@sh tests/lint.sh

clean:
	rm -f lib/*.[oda] lib/*.gen.c cmd/*/*.[od] tests/*.[od] \
		tests/unit/*.[odt] tests/bench/*.[od] .flags tests/httpd \
		tests/kill/*.so tests/scanlines tests/bench/scan $(BENCH)
	rm -rf bin demo dist

.PHONY: all deps testdeps demo check check-cluster check-faults check-kill \
	check-servers \
	unit fuzz fuzz-flags bench install \
	uninstall dist lint clean FORCE
-include $(OBJ:.o=.d) $(UNIT_SRC:.c=.d) tests/scanlines.d tests/httpd.d
