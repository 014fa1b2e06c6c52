#!/bin/sh
# A statistic over machines that are reached by ssh, with GNU parallel: the
# bytes are those of one process, also when a machine is lost.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
needs ip python3 sshd ssh parallel rsync
sshd=$(command -v sshd)

# Each machine has a folder of its own at the same place.
ssh_start() {
	mkdir -p work /run/sshd
	chmod 755 "$tmp"
	ssh-keygen -q -t ed25519 -N '' -f hostkey
	ssh-keygen -q -t ed25519 -N '' -f id
	cp id.pub authorized
	for n in 1 2 3; do
		mkdir "root.$n"
		cat >"sshd.$n" <<-EOT
		ListenAddress 10.98.0.$n
		HostKey $tmp/hostkey
		AuthorizedKeysFile $tmp/authorized
		PidFile none
		UsePAM no
		PasswordAuthentication no
		PermitRootLogin yes
		StrictModes no
		MaxStartups 100
		MaxSessions 100
		UseDNS no
		SetEnv CM_NOW=$CM_NOW PATH=$top/bin:/usr/bin:/bin
		EOT
		on $n unshare --mount sh -c "
			mount --bind '$tmp/root.$n' '$tmp/work' &&
			exec '$sshd' -D -e -f '$tmp/sshd.$n'" \
			>"log.$n" 2>&1 &
		printf 'Host n%d\nHostName 10.98.0.%d\n' $n $n
		echo "10.98.0.$n $(cut -d ' ' -f 1,2 hostkey.pub)" >>known
	done >ssh_config
	cat >>ssh_config <<-EOT
	Host n*
	User root
	IdentityFile $tmp/id
	IdentitiesOnly yes
	UserKnownHostsFile $tmp/known
	StrictHostKeyChecking yes
	ConnectTimeout 3
	ServerAliveInterval 1
	ServerAliveCountMax 2
	EOT
	for n in 1 2 3; do
		until_so 20 ssh -F ssh_config n$n true || return 1
	done
}

# farm ARGUMENTS ...: parallel over the machines.
farm() {
	parallel --will-cite \
		-S "2/ssh -F $tmp/ssh_config n1" \
		-S "2/ssh -F $tmp/ssh_config n2" \
		-S "2/ssh -F $tmp/ssh_config n3" "$@"
}

nodes 3
if ! ssh_start; then
	echo 'Bail out! no machine answers'
	tail -n 5 log.* | sed 's/^/# /'
	exit 1
fi
shards 8
ask='by network,day -m posts,likes,likes.p95,authors.distinct'
mkdir -p "$HOME"

# shellcheck disable=SC2086 # words on purpose
cm-stats $ask shard.*.ndjson >want
run farm --workdir "$tmp/work" --transferfile {} --return {}.part --cleanup \
	"cm-stats $ask --partial {} >{}.part" ::: shard.*.ndjson
is_status 'each shard goes to a machine, and its part comes back' 0
cm-stats merge shard.*.part >merged
ok 'the parts give the same bytes as one process' cmp want merged

farm --pipepart -a whole.ndjson --block -3 "cm-stats $ask --partial" |
	cm-stats merge >merged
ok 'pieces of one file, through pipes: the same' cmp want merged

# shellcheck disable=SC2086
cm-stats $ask --keep-duplicates whole.ndjson >want
farm --pipepart -a whole.ndjson --block -3 \
	"cm-stats $ask --keep-duplicates --partial" | cm-stats merge >merged
ok 'with all copies: the same' cmp want merged

# A machine is lost in the middle.
# shellcheck disable=SC2086
cm-stats $ask shard.*.ndjson >want
rm -f shard.*.part
farm --retries 4 --workdir "$tmp/work" --transferfile {} --return {}.part \
	--cleanup "sleep 1; cm-stats $ask --partial {} >{}.part" \
	::: shard.*.ndjson >log.farm 2>&1 &
farm=$!
sleep 1
unplug 2
wait $farm
is 'a machine is lost, and its shards go to others' "$?" 0
cm-stats merge shard.*.part >merged
ok 'the bytes are the same' cmp want merged
plug 2
done_testing
