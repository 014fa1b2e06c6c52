#!/bin/sh
# Installs what is missing: deps.sh build | test | ci | servers | cluster |
# picture
#
# Says nothing and does nothing when all is there. Else the Debian packages
# are installed with apt-get, through sudo when not root; where that cannot
# be done they are named, and the status is 1.
set -u

missing=

# need PACKAGE CMD ...: the package is missing where the command fails.
need() {
	need_package=$1
	shift
	"$@" >/dev/null 2>&1 || missing="$missing $need_package"
}

has() {
	command -v "$1" >/dev/null
}

compiles() {
	for header do
		printf '#include <%s>\n' "$header"
	done | cc -E -I/usr/include/libxml2 -
}

build() {
	need gcc has cc
	need libc6-dev test -e /usr/include/stdio.h
	need make has make
	need pkg-config has pkg-config
	need tzdata test -e "${TZDIR:-/usr/share/zoneinfo}/Europe/Paris"
	need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
	# All at once is quick; one by one only when one of them lacks.
	compiles stdio.h curl/curl.h jv.h jq.h csv.h sqlite3.h utf8proc.h \
		libxml/parser.h openssl/evp.h yaml.h archive.h cmark-gfm.h \
		cmark-gfm-core-extensions.h >/dev/null 2>&1 && return
	need libcurl4-openssl-dev compiles curl/curl.h
	need libjq-dev compiles jv.h stdio.h jq.h
	need libcsv-dev compiles csv.h
	need libsqlite3-dev compiles sqlite3.h
	need libutf8proc-dev compiles utf8proc.h
	need libxml2-dev compiles libxml/parser.h
	need libssl-dev compiles openssl/evp.h
	need libyaml-dev compiles yaml.h
	need libarchive-dev compiles archive.h
	need libcmark-gfm-dev compiles cmark-gfm.h
	need libcmark-gfm-extensions-dev compiles stdio.h cmark-gfm-core-extensions.h
}

jsonschema() {
	test -d /usr/lib/python3/dist-packages/jsonschema ||
		python3 -c 'import jsonschema'
}

# Those of Debian, whatever other python3 there is.
scipy() {
	python3 -c 'import numpy, scipy' || /usr/bin/python3 -c 'import numpy, scipy'
}

tests() {
	need perl perl -MTAP::Harness -e 1
	need python3 has python3
	need python3-jsonschema jsonschema
	need python3-numpy scipy
	need python3-scipy scipy
	need jq has jq
	need mandoc has mandoc
	need shellcheck has shellcheck
	need bash has bash
	need zsh has zsh
	need fish has fish
	need binutils has nm
	need diffutils has diff
	need gzip has gzip
}

fuzzes() {
	echo 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n)
	{ (void)p; (void)n; return 0; }' |
		clang -fsanitize=fuzzer,address -x c -o /dev/null -
}

ci() {
	need clang has clang
	need libclang-rt-dev fuzzes
	need llvm has llvm-symbolizer
	need bmake has bmake
	need clang-format has clang-format
	need cppcheck has cppcheck
	need git has git
}

servers() {
	need php-cli has php
	need php-sqlite3 extension pdo_sqlite
	need php-gd extension gd
	need php-xml extension xml
	need php-mbstring extension mbstring
	need unzip has unzip
	need curl has curl
	need procps has ps
	need nodejs has node
	need npm has npm
	# What npm gets is partly compiled.
	need g++ has g++
	need python3-jsonschema jsonschema
}

cluster() {
	need slurm-wlm has slurmctld
	need munge has munged
	need openssh-server has sshd
	need openssh-client has ssh
	need parallel has parallel
	need rsync has rsync
	need iproute2 has ip
	need procps has ps
}

extension() {
	php -r "exit(extension_loaded('$1') ? 0 : 1);"
}

install() {
	if [ "$(id -u)" -eq 0 ]; then
		as_root=
	elif has sudo; then
		as_root=sudo
	else
		return 1
	fi
	has apt-get || return 1
	echo "installing:$missing" >&2
	apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq"
	# shellcheck disable=SC2086 # words on purpose
	$apt -y --no-install-recommends install $missing >/dev/null 2>&1 ||
		{ $apt update >&2 && $apt -y --no-install-recommends \
			install $missing >&2; }
}

case ${1:-build} in
build) build ;;
test) build; tests ;;
ci) build; tests; ci ;;
servers) build; tests; servers ;;
cluster) build; tests; cluster ;;
picture)
	need chromium has chromium
	need fonts-noto-cjk test -d /usr/share/fonts/opentype/noto
	need fonts-noto-color-emoji \
		test -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
	;;
*)
	echo "usage: deps.sh build | test | ci | servers | cluster | picture" >&2
	exit 2
	;;
esac
[ -n "$missing" ] || exit 0
install || {
	echo "missing, please install the packages that hold:$missing" >&2
	echo "(these are their names in Debian)" >&2
	exit 1
}
