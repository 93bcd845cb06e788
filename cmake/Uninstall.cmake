# SPDX-License-Identifier: GPL-2.0-or-later
# Removes what cmake --install had put there, by the list that it left, and the folders that are empty then. DESTDIR is
# as it was then. Folders that a system has anyway stay.
if(NOT EXISTS "${MANIFEST}")
    message(FATAL_ERROR "Nothing is installed from here: there is no ${MANIFEST}")
endif()
file(STRINGS "${MANIFEST}" files)
foreach(file IN LISTS files)
    file(REMOVE "$ENV{DESTDIR}${file}")
    cmake_path(GET file PARENT_PATH folder)
    while(NOT folder STREQUAL "/" AND NOT folder STREQUAL "")
        # Below /usr only what nobody else has; elsewhere all but what is a home, or holds others.
        set(ours TRUE)
        if("$ENV{DESTDIR}" STREQUAL "" AND (folder MATCHES "^/[^/]+$|^/home/[^/]+$" OR
           (folder MATCHES "^/usr/" AND NOT folder MATCHES "/(sipfix|SIP Fix)$|/wireshark/plugins(/|$)")))
            set(ours FALSE)
        endif()
        file(GLOB left LIST_DIRECTORIES TRUE "$ENV{DESTDIR}${folder}/*" "$ENV{DESTDIR}${folder}/.*")
        list(FILTER left EXCLUDE REGEX "/\\.\\.?$")
        if(left OR NOT ours OR NOT EXISTS "$ENV{DESTDIR}${folder}")
            break()
        endif()
        file(REMOVE_RECURSE "$ENV{DESTDIR}${folder}")
        cmake_path(GET folder PARENT_PATH folder)
    endwhile()
endforeach()
file(REMOVE "${MANIFEST}")
