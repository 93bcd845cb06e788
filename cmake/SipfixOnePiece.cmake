# SPDX-License-Identifier: GPL-2.0-or-later
# sipfix_in_one_piece(FILE...): sources of the target at hand that each message goes through. Where the plugin is
# linked, the compiler sees them all and spares it hundreds of calls a message. Fat objects: all else that is
# linked of them is linked as ever. With a seed of its own each comes out the same wherever it is built.
set(SIPFIX_ONE_PIECE OFF)
if(CMAKE_C_COMPILER_ID STREQUAL GNU AND CMAKE_BUILD_TYPE STREQUAL RelWithDebInfo AND NOT SIPFIX_SANITIZE AND NOT SIPFIX_FUZZ)
    set(SIPFIX_ONE_PIECE ON)
    add_link_options(-fno-lto)
endif()
set(SIPFIX_PREFIX_MAP -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=build)

function(sipfix_in_one_piece)
    foreach(file IN LISTS ARGN)
        if(SIPFIX_ONE_PIECE)
            set_property(SOURCE ${file} APPEND PROPERTY COMPILE_OPTIONS -flto -ffat-lto-objects -frandom-seed=${file})
        endif()
    endforeach()
endfunction()

function(sipfix_link_in_one_piece target)
    if(SIPFIX_ONE_PIECE)
        target_link_options(${target} PRIVATE -flto -flto-partition=none -frandom-seed=${target} ${SIPFIX_PREFIX_MAP})
    endif()
endfunction()
