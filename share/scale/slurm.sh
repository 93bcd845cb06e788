#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# slurm.sh WORK NUMBER PATH...: analyses captures on a Slurm cluster, NUMBER parts, and then makes WORK/report.html and
# WORK/report.json. Called again after a failure it goes on where it was. Settings by environment: SBATCH_* for sbatch,
# SIPFIX (the command), SIPFIX_OPTIONS (of analyze).
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ $# -ge 3 ] || { sed -n 's/^# //p' "$0" | tail -n +2 >&2; exit 2; }
"$here/sipfix-parts" "$@"
work=$1
last=$(find "$work/parts" -name '*.list' | wc -l)
last=$((last - 1))
export SIPFIX="${SIPFIX:-sipfix}" SIPFIX_OPTIONS="${SIPFIX_OPTIONS:-}"
# --requeue: the part of a node that fails is given to another one.
array=$(sbatch --parsable --requeue --array="0-$last" --job-name=sipfix --output="$work/part-%a.log" --export=ALL \
    --wrap="exec '$here/sipfix-part' '$work' \$(printf %05d \"\$SLURM_ARRAY_TASK_ID\") \$SIPFIX_OPTIONS")
sbatch --parsable --dependency="afterok:${array%%;*}" --job-name=sipfix-report --output="$work/report.log" --export=ALL \
    --wrap="exec '$here/sipfix-reports' '$work'"
