/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COLPORTEUR_TOOL_ISSUING_H
#define COLPORTEUR_TOOL_ISSUING_H

#include "tool/tool.h"

/* For tools that issue documents, as `prepare`: reads once what the law has documents say, and lends it to the run's settings. */
bool issuing_prepare(struct run *run, struct fault *fault) CHECKED;

#endif
