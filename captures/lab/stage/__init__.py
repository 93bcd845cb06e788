# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the scenes are played: packages, a private network, processes, a recorder, clients."""
