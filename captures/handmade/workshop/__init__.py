# SPDX-License-Identifier: GPL-2.0-or-later
"""What the scenes are built with: SIP messages, packets, capture files."""
