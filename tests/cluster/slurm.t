#!/bin/sh
# A statistic as a job array of Slurm, with a job that merges what it made:
# the bytes are those of one process, also when a machine dies.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
needs ip python3 slurmctld slurmd munged sbatch

slurm_start() {
	mkdir -m 700 munge state log
	head -c 1024 /dev/urandom >munge/key
	chmod 600 munge/key
	munged --foreground --force --key-file="$tmp/munge/key" \
		--socket="$tmp/munge/socket" --pid-file="$tmp/munge/pid" \
		--log-file="$tmp/munge/log" --seed-file="$tmp/munge/seed" \
		--num-threads=2 >munge/out 2>&1 &
	until_so 10 test -S munge/socket
	cat >slurm.conf <<-EOT
	ClusterName=bakery
	SlurmctldHost=$(hostname)(10.98.0.254)
	SlurmUser=root
	SlurmdUser=root
	AuthType=auth/munge
	AuthInfo=socket=$tmp/munge/socket
	CredType=cred/munge
	StateSaveLocation=$tmp/state
	SlurmdSpoolDir=$tmp/spool.%n
	SlurmctldPidFile=$tmp/slurmctld.pid
	SlurmdPidFile=$tmp/slurmd.%n.pid
	SlurmctldLogFile=$tmp/log/slurmctld
	SlurmdLogFile=$tmp/log/slurmd.%n
	ProctrackType=proctrack/linuxproc
	TaskPlugin=task/none
	SelectType=select/cons_tres
	SelectTypeParameters=CR_Core
	SchedulerParameters=batch_sched_delay=0,sched_interval=1
	MpiDefault=none
	ReturnToService=2
	SlurmdTimeout=10
	KillWait=1
	EOT
	for n in 1 2 3; do
		echo "NodeName=n$n NodeAddr=10.98.0.$n CPUs=2 RealMemory=500"
	done >>slurm.conf
	echo 'PartitionName=main Nodes=n[1-3] Default=YES MaxTime=INFINITE' \
		>>slurm.conf
	SLURM_CONF=$tmp/slurm.conf
	export SLURM_CONF
	slurmctld -D >log/ctld 2>&1 &
	for n in 1 2 3; do
		mkdir "spool.n$n"
		on $n slurmd -D -N n$n >"log/out.$n" 2>&1 &
	done
	until_so 30 idle 3
}

idle() {
	[ "$(sinfo -h -t idle -o %D)" = "$1" ]
}

# job ARGUMENTS ...: its number.
job() {
	sbatch --parsable --output="$tmp/log/job.%A.%a" "$@"
}

# Whether a job is no more waiting or running.
is_done() {
	! squeue -h -j "$1" -o %T | grep -q .
}

is_good() {
	scontrol -o show job "$1" | grep -q 'JobState=COMPLETED'
}

# What became of the tasks, where that was not right.
say_jobs() {
	squeue -r -o '%i %T %r %S %N' | sed 's/^/# /'
	sinfo -N | sed 's/^/# /'
	tail -n 30 log/slurmctld | sed 's/^/# /'
	cat log/job.* 2>/dev/null | sort | uniq -c | sed 's/^/# /' | head -n 20
}

# The slow tasks of a job run on some node.
runs_on() {
	squeue -h -j "$1" -w "$2" -t R -o %i | grep -q .
}

# The processes of a machine, and what they started.
kill_node() {
	net=$(readlink "/proc/$(cat "net.$1")/ns/net")
	for p in /proc/[0-9]*; do
		[ "$(readlink "$p/ns/net")" = "$net" ] &&
			[ "${p#/proc/}" != "$(cat "net.$1")" ] &&
			kill -9 "${p#/proc/}"
	done 2>/dev/null
	unplug "$1"
}

# How it is asked; by the array's tasks, and by one process.
ask='by network,day -m posts,likes,likes.p95,authors.distinct'

nodes 3
if ! slurm_start; then
	echo 'Bail out! Slurm does not start'
	tail -n 20 log/* | sed 's/^/# /'
	exit 1
fi
shards 12
for duplicates in '' --keep-duplicates; do
	# shellcheck disable=SC2086 # words on purpose
	cm-stats $ask $duplicates shard.*.ndjson >want
	rm -f part.*
	array=$(job --array=1-12 --wrap "cm-stats $ask $duplicates --partial \
shard.\$SLURM_ARRAY_TASK_ID.ndjson >part.\$SLURM_ARRAY_TASK_ID")
	merge=$(job -d "afterok:$array" --kill-on-invalid-dep=yes \
		--wrap 'cm-stats merge part.* >merged')
	until_so 120 is_done "$merge"
	ok "a job array and its merge come to their end ${duplicates:-}" \
		is_good "$merge"
	is_good "$merge" || say_jobs
	ok 'and give the same bytes as one process' cmp want merged
done

# A machine dies while tasks run on it: they run again elsewhere.
cm-stats by network,day -m posts,likes,likes.p95 shard.*.ndjson >want
rm -f part.* merged
cat >slow.sh <<'EOT'
#!/bin/sh
shard=shard.$SLURM_ARRAY_TASK_ID.ndjson
(head -n 50 "$shard"; sleep 3; tail -n +51 "$shard") |
	cm-stats by network,day -m posts,likes,likes.p95 --partial \
		>"part.$SLURM_ARRAY_TASK_ID"
EOT
array=$(job --array=1-12 --requeue slow.sh)
merge=$(job -d "afterok:$array" --kill-on-invalid-dep=yes \
	--wrap 'cm-stats merge part.* >merged')
until_so 30 runs_on "$array" n2
kill_node 2
scontrol update nodename=n2 state=down reason=killed
# What is requeued waits for two minutes, and what the machine was about to
# begin is held, if nobody says otherwise.
again() {
	for task in $(squeue -h -r -j "$array" -t PD -o %i); do
		scontrol release "$task"
		scontrol update "jobid=$task" starttime=now
	done 2>/dev/null
	is_done "$merge"
}
until_so 120 again
ok 'a machine dies, and the job comes to its end' is_good "$merge"
is_good "$merge" || say_jobs
ok 'and gives the same bytes as one process' cmp want merged
ok 'some tasks ran again' grep -qi 'requeu' log/slurmctld
done_testing
