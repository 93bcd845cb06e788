// SPDX-License-Identifier: GPL-2.0-or-later
// share/scale/kubernetes.yaml by Kubernetes' own schema of a Job; and a Job that it must not take.
//
//     npm install kubernetes-models js-yaml
//     node trial_kubernetes.mjs SOURCE
//
// Not a test of `./run test`: Debian has no such schema.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "x"));
const { Job } = require("kubernetes-models/batch/v1");
const read = () => require("js-yaml").load(readFileSync(`${process.argv[2]}/share/scale/kubernetes.yaml`, "utf8"));
const spoilt = read();

new Job(read()).validate();
console.log("kubernetes.yaml is a Job");
spoilt.spec.completions = "many";
try {
    new Job(spoilt).validate();
} catch (error) {
    console.log(`and another is none: ${error.message}`);
    process.exit(0);
}
throw new Error("the schema takes anything");
