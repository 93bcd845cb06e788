# SPDX-License-Identifier: GPL-2.0-or-later
# Two levels: everything of ours that includes no Wireshark header gets -Wconversion too.
add_library(sipfix_warnings INTERFACE)
target_compile_options(sipfix_warnings INTERFACE
    -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wformat=2 -Wundef -Wvla -Wwrite-strings
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>)

add_library(sipfix_strict INTERFACE)
target_link_libraries(sipfix_strict INTERFACE sipfix_warnings)
target_compile_options(sipfix_strict INTERFACE -Wconversion)

add_library(sipfix_sanitize INTERFACE)
if(SIPFIX_SANITIZE)
    target_compile_options(sipfix_sanitize INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(sipfix_sanitize INTERFACE -fsanitize=address,undefined)
endif()
target_link_libraries(sipfix_strict INTERFACE sipfix_sanitize)
