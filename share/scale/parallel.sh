#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# parallel.sh WORK NUMBER PATH... : as slurm.sh, with GNU parallel over ssh. The machines are those of SIPFIX_HOSTS, in
# parallel's words: "node1,node2", ":" for this one. Each must see WORK and the captures by the same paths.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ $# -ge 3 ] || { sed -n 's/^# //p' "$0" | tail -n +2 >&2; exit 2; }
"$here/sipfix-parts" "$@"
export SIPFIX="${SIPFIX:-sipfix}"
# A part that fails, with its machine perhaps, is done again, on another one if there is one.
find "$1/parts" -name '*.list' -exec basename {} .list \; | sort |
    parallel --will-cite --retries 3 --sshlogin "${SIPFIX_HOSTS:-:}" --env SIPFIX "'$here/sipfix-part' '$1' {} ${SIPFIX_OPTIONS:-}"
exec "$here/sipfix-reports" "$1"
