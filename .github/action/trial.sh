#!/usr/bin/env bash
# parity $COMMAND on $TARGETS; what came of it goes to $GITHUB_OUTPUT.
set -euo pipefail
read -r -d '' -a arguments <<< "$ARGUMENTS" || true
read -r -d '' -a witnesses <<< "$WITNESSES" || true
case $COMMAND in
  check) shopt -s globstar; targets=($TARGETS) ;; # files: the shell knows which there are
  run) read -r -d '' -a targets <<< "$TARGETS" || true ;; # cases: parity knows
  *) echo "::error::command: expected check or run, got '$COMMAND'"; exit 2 ;;
esac

# Only who was installed is asked; certified truth always is.
asked=(--witness certified)
for name in "${witnesses[@]}"; do asked+=(--witness "$name"); done

code=0
parity "$COMMAND" "${asked[@]}" --junit "$JUNIT" "${arguments[@]}" -- "${targets[@]}" || code=$?
case $code in
  0) verdict=agrees ;;
  1) verdict=disagrees ;;
  3) verdict=unsettled ;;
  *) verdict=failed ;;
esac
{
  echo "exit-code=$code"
  echo "verdict=$verdict"
  echo "junit=$JUNIT"
} >> "$GITHUB_OUTPUT"
[ "$FAIL" = true ] || [ "$verdict" = failed ] || code=0
exit "$code"
