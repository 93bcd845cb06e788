# SPDX-License-Identifier: GPL-2.0-or-later
# Two packages: sipfix (the command) and wireshark-plugin-sipfix (what is built for one series of Wireshark: plugin,
# sipfix-intake, profile). Made by cpack; ./run package calls it.
set(series "${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION}")
math(EXPR next_minor "${Wireshark_MINOR_VERSION} + 1")
set(next_series "${Wireshark_MAJOR_VERSION}.${next_minor}")
set(SIPFIX_MAINTAINER "The sipfix authors <sipfix@example.org>" CACHE STRING "Who answers for the packages")

set(CPACK_PACKAGE_NAME sipfix)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR "The sipfix authors")
set(CPACK_PACKAGE_CONTACT "${SIPFIX_MAINTAINER}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL command plugin)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)

# Behind the project's own description, which is the first line of both.
set(about_command "Tells of SIP calls that met 301 Moved Permanently or 421 Extension Required
what happened, why, and what to change where: across a thousand captures,
with the frames that prove it, and honestly what they could not show.")
set(about_plugin "Shows in Wireshark, on each SIP 301 Moved Permanently and 421 Extension
Required, what happened, why, and what to change where; with a profile of
columns, colours and filter buttons. Built for Wireshark ${series}.")

# ---- Debian ----
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE "1+ws${series}")
set(release "${PROJECT_VERSION}-1+ws${series}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME sipfix)
set(CPACK_DEBIAN_COMMAND_DESCRIPTION "${about_command}")
set(CPACK_DEBIAN_COMMAND_PACKAGE_SECTION net)
set(CPACK_DEBIAN_COMMAND_PACKAGE_DEPENDS "wireshark-plugin-sipfix (= ${release}), tshark")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_NAME wireshark-plugin-sipfix)
set(CPACK_DEBIAN_PLUGIN_DESCRIPTION "${about_plugin}")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_SECTION net)
# Libraries of two series can be installed beside each other, so they do not tell which Wireshark there is.
set(CPACK_DEBIAN_PLUGIN_PACKAGE_DEPENDS "wireshark-common (>= ${series}), wireshark-common (<< ${next_series}~)")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_RECOMMENDS "sipfix, wireshark | tshark")

# ---- RPM ----
set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE GPL-2.0-or-later)
set(CPACK_RPM_PACKAGE_RELEASE "1.ws${series}")
set(CPACK_RPM_COMMAND_PACKAGE_NAME sipfix)
set(CPACK_RPM_COMMAND_PACKAGE_SUMMARY "Explains SIP 301 and 421 in captures")
set(CPACK_RPM_COMMAND_PACKAGE_REQUIRES "wireshark-plugin-sipfix = ${PROJECT_VERSION}, wireshark-cli")
set(CPACK_RPM_PLUGIN_PACKAGE_NAME wireshark-plugin-sipfix)
set(CPACK_RPM_PLUGIN_PACKAGE_SUMMARY "Wireshark plugin that explains SIP 301 and 421")
set(CPACK_RPM_PLUGIN_PACKAGE_REQUIRES "wireshark-cli >= ${series}, wireshark-cli < ${next_series}")
# The same bytes, whenever and wherever it is made.
set(CPACK_RPM_SPEC_MORE_DEFINE "%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define _buildhost localhost")
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/share/man /usr/share/man/man1 /usr/libexec /usr/share/zsh /usr/share/zsh/vendor-completions
    /usr/share/bash-completion /usr/share/bash-completion/completions /usr/share/fish
    /usr/share/fish/vendor_completions.d /usr/share/doc /usr/share/wireshark /usr/share/wireshark/profiles)

# ---- what a distribution asks for ----
# string(TIMESTAMP) goes by SOURCE_DATE_EPOCH.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${CMAKE_BINARY_DIR}/changelog "sipfix (${release}) unstable; urgency=medium

  * The changes are told in /usr/share/doc/sipfix/changelog.gz.

 -- ${SIPFIX_MAINTAINER}  ${date}
")
# compress FROM TO: without name and time, so that the same gives the same.
function(compress from to)
    execute_process(COMMAND gzip -9nc ${from} OUTPUT_FILE ${CMAKE_BINARY_DIR}/${to} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
compress(${CMAKE_BINARY_DIR}/changelog changelog.Debian.gz)
compress(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog.gz)
compress(${CMAKE_BINARY_DIR}/src/analyzer/sipfix.1 sipfix.1.gz)
install(FILES ${CMAKE_BINARY_DIR}/sipfix.1.gz DESTINATION share/man/man1 COMPONENT command)
foreach(package command:sipfix plugin:wireshark-plugin-sipfix)
    string(REPLACE : ";" pair ${package})
    list(GET pair 0 component)
    list(GET pair 1 name)
    install(FILES ${PROJECT_SOURCE_DIR}/share/package/copyright ${CMAKE_BINARY_DIR}/changelog.Debian.gz
        DESTINATION share/doc/${name} COMPONENT ${component})
endforeach()
install(FILES ${CMAKE_BINARY_DIR}/changelog.gz DESTINATION share/doc/sipfix COMPONENT command)
include(CPack)
