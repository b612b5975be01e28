#!/usr/bin/env bash
# This project with the frameworks of $WITNESSES, every version as it was tested.
set -euo pipefail
read -r -d '' -a witnesses <<< "${WITNESSES:-}" || true
for name in "${witnesses[@]}"; do
  case $name in
    # Its usual build for Linux brings gigabytes for graphics cards; this index has one without.
    torch) export PIP_EXTRA_INDEX_URL="${PIP_EXTRA_INDEX_URL:-https://download.pytorch.org/whl/cpu}" ;;
    jax) ;;
    *) echo "::error::witnesses: expected torch and jax, or nothing, got '$name'"; exit 2 ;;
  esac
done
extras=$(IFS=,; echo "${witnesses[*]}")
export PIP_CONSTRAINT="$GITHUB_ACTION_PATH/constraints.txt"
export PIP_DISABLE_PIP_VERSION_CHECK=1
python -m pip install --quiet "$GITHUB_ACTION_PATH${extras:+[$extras]}"
