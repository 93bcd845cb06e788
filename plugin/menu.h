/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Telephony ▸ SIP Fix in the window: filters for what people look for, and where the two codes are
 * defined. */
#ifndef SIPFIX_MENU_H
#define SIPFIX_MENU_H

void sf_menu_register(void);

#endif
