#!/bin/sh
# Collects a module and all that it runs on as jars: collect-jars.sh MODULE FOLDER
# The quick build must have made MODULE/target/quick/classes and MODULE/target/quick/classpath.
set -eu

build=$1/target/quick
folder=$2
mkdir -p "$folder"

# A module's classes become a jar by its name: .../learner/target/quick/classes -> freshet-learner.jar
collect() {
  if [ -d "$1" ]; then
    module=$(basename "${1%%/target/*}")
    jar --create --file "$folder/freshet-$module.jar" -C "$1" .
  else
    cp "$1" "$folder/"
  fi
}

collect "$(cd "$build/classes" && pwd)"
tr ':' '\n' < "$build/classpath" | while read -r entry; do
  [ -z "$entry" ] || collect "$entry"
done
