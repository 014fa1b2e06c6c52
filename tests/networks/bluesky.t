#!/bin/sh
# What was recorded of a real Bluesky, from its transcripts.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=networks/replay.sh
. "${0%/*}/replay.sh"

replay bluesky
done_testing
